package fr.beffroi.osb;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * OSB 2.17: polling the last operation of instances and bindings. An end is never forgotten: what was deleted goes on answering
 * {@code succeeded}. The hints {@code service_id} and {@code plan_id} aren't needed.
 */
final class LastOperations {
    private final Broker broker;
    private final Bindings bindings;
    private final Settings settings;

    LastOperations(Broker broker, Bindings bindings, Settings settings) {
        this.broker = broker;
        this.bindings = bindings;
        this.settings = settings;
    }

    Response ofInstance(Call call) {
        Actor actor = call.actor();
        Subscription subscription = broker.subscription(actor, call.instance())
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such service instance."));
        Optional<String> asked = call.query("operation");
        Operation operation = asked.isEmpty()
                ? subscription.operation()
                : broker.operation(actor, subscription.id(), asked.get())
                        .filter(found -> found.binding().isEmpty())
                        .orElseThrow(() -> unknown("instance", asked.get()));
        boolean untilSomebodyDecides =
                subscription.state() == Subscription.State.REQUESTED || subscription.isUnderNotice();
        return answer(operation, untilSomebodyDecides ? settings.waiting_seconds() : settings.poll_seconds());
    }

    Response ofBinding(Call call) {
        Actor actor = call.actor();
        Binding binding = bindings.binding(actor, call.instance(), call.binding())
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such binding."));
        Optional<String> asked = call.query("operation");
        Operation operation = asked.isEmpty()
                ? binding.operation()
                : bindings.operation(actor, binding.subscription(), binding.id(), asked.get())
                        .orElseThrow(() -> unknown("binding", asked.get()));
        return answer(operation, settings.poll_seconds());
    }

    private static Refusal unknown(String what, String operation) {
        return Refusal.invalid(
                "This " + what + " has no operation \"" + operation + "\"; leave it out to ask for the last.");
    }

    private static Response answer(Operation operation, int seconds) {
        Response.ResponseBuilder answer = Response.ok(Progress.of(operation));
        if (operation.isUnderWay()) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds);
        }
        return answer.build();
    }

    /**
     * How far an operation is.
     *
     * @param description null when there is nothing to say
     * @param instanceUsable after an update or a deprovision that failed; null otherwise
     * @param updateRepeatable after an update that failed; null otherwise
     */
    record Progress(String state, String description, Boolean instanceUsable, Boolean updateRepeatable) {

        static Progress of(Operation operation) {
            String state =
                    switch (operation.state()) {
                        case IN_PROGRESS -> "in progress";
                        case SUCCEEDED -> "succeeded";
                        case FAILED -> "failed";
                    };
            boolean failed = operation.state() == Operation.State.FAILED;
            return new Progress(
                    state,
                    sentence(operation),
                    failed ? usable(operation) : null,
                    // A change that failed has left everything as it was, or else the next one puts it right.
                    failed && operation.kind() == Operation.Kind.CHANGE ? true : null);
        }

        /** What is left after a deprovision can only be deprovisioned again. */
        private static Boolean usable(Operation operation) {
            return switch (operation.kind()) {
                case CHANGE -> operation.leftovers().isEmpty();
                case UNSUBSCRIBE -> false;
                case SUBSCRIBE, SUSPEND, RESUME, BIND, UNBIND -> null;
            };
        }

        private static String sentence(Operation operation) {
            String sentence = operation.description().isBlank() ? null : operation.description();
            return operation.leftovers().isEmpty()
                    ? sentence
                    : (sentence == null ? "" : sentence + " ") + "Reste : " + String.join(", ", operation.leftovers())
                            + ".";
        }
    }
}
