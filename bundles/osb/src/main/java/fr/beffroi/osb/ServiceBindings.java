package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OSB 2.17: binding, binding rotation, fetching a service binding, unbinding. */
final class ServiceBindings {
    /** What of a body makes two bindings the same or different, besides service, plan and predecessor. */
    private static final List<String> CONTENT = List.of("context", "bind_resource");

    private final Broker broker;
    private final Bindings bindings;
    private final Credentials.Maker credentials;

    ServiceBindings(Broker broker, Bindings bindings, Credentials.Maker credentials) {
        this.broker = broker;
        this.bindings = bindings;
        this.credentials = credentials;
    }

    /** 201 when it is in force by this order, 200 when it was already, 202 without credentials while it is made. */
    Response bind(Call call) throws IOException {
        Actor actor = call.actor();
        Manner manner = call.manner();
        Subscription subscription = broker.subscription(actor, call.instance())
                .filter(found -> found.state() != Subscription.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such service instance."));
        Bindings.Receipt receipt = bindings.bind(actor, order(call, subscription), manner);
        Binding binding = receipt.binding();
        return switch (binding.state()) {
            case ACTIVE ->
                Response.status(receipt.repeated() ? Response.Status.OK : Response.Status.CREATED)
                        .entity(Bound.of(binding, credentials.of(actor, binding), null))
                        .build();
            case MAKING, ENDING, CLOSED, FAILED -> accepted(binding);
        };
    }

    private Order.Bind order(Call call, Subscription subscription) throws IOException {
        ObjectNode body = call.object();
        String id = call.binding();
        Optional<String> predecessor = Json.optionalText(body, "predecessor_binding_id");
        // A rotation is of the predecessor's service and plan anyway, and may leave them out.
        Optional<String> service = text(body, "service_id", predecessor.isPresent());
        Optional<String> plan = text(body, "plan_id", predecessor.isPresent());
        Map<String, Object> content = new HashMap<>();
        for (String field : CONTENT) {
            Json.optionalObject(body, field).filter(map -> !map.isEmpty()).ifPresent(map -> content.put(field, map));
        }
        Json.optionalText(body, "app_guid").ifPresent(app -> content.put("app_guid", app));
        if (service.filter(given -> !given.equals(subscription.offering())).isPresent()) {
            throw unlike(
                    call,
                    "The service_id is \"" + service.get() + "\", but this instance's is \"" + subscription.offering()
                            + "\".");
        }
        if (Json.optionalObject(body, "parameters")
                .filter(map -> !map.isEmpty())
                .isPresent()) {
            throw unlike(call, "A binding of this service has no parameters: leave them out.");
        }
        return new Order.Bind(subscription.id(), id, plan, content, predecessor);
    }

    private static Optional<String> text(ObjectNode body, String field, boolean optional) {
        return optional ? Json.optionalText(body, field) : Optional.of(Json.requiredText(body, field));
    }

    /** What no binding here can have is a conflict where the id has one, and wrong in itself elsewhere. */
    private Refusal unlike(Call call, String sentence) {
        boolean stands = bindings.binding(call.actor(), call.instance(), call.binding())
                .filter(binding -> switch (binding.state()) {
                    case MAKING, ACTIVE, ENDING -> true;
                    case CLOSED, FAILED -> false;
                })
                .isPresent();
        return new Refusal(stands ? Reason.CONFLICT : Reason.INVALID, sentence);
    }

    /** A binding in force with its credentials; without them when it has expired or can't be used now. */
    Response fetch(Call call) {
        Actor actor = call.actor();
        Binding binding = bindings.binding(actor, call.instance(), call.binding())
                .filter(found -> switch (found.state()) {
                    case ACTIVE, ENDING -> true;
                    case MAKING, CLOSED, FAILED -> false;
                })
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "There is no such binding, or it isn't there yet: ask for its last_operation."));
        return Response.ok(Bound.of(binding, credentials.of(actor, binding), Map.of()))
                .build();
    }

    /** 200 when it has ended, 202 while it is being ended, 410 when there is none to end. */
    Response unbind(Call call) {
        Actor actor = call.actor();
        Manner manner = call.manner();
        Binding binding = bindings.binding(actor, call.instance(), call.binding())
                .filter(found -> found.state() != Binding.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is no such binding."));
        requireSame(call, binding);
        Binding ended = bindings.unbind(actor, new Order.Unbind(binding.subscription(), binding.id()), manner)
                .binding();
        return ended.state() == Binding.State.CLOSED ? Response.ok(Map.of()).build() : accepted(ended);
    }

    /** The plan may be the binding's own or, when the instance has changed its plan since, any that the instance may be called by. */
    private void requireSame(Call call, Binding binding) {
        String service = call.requiredQuery("service_id");
        String plan = call.requiredQuery("plan_id");
        if (!service.equals(binding.offering())) {
            throw Refusal.invalid("The query parameter service_id is \"" + service + "\", but this binding's is \""
                    + binding.offering() + "\".");
        }
        boolean ofInstance = broker.subscription(call.actor(), binding.subscription())
                .filter(subscription -> subscription.mayBeCalledBy(plan))
                .isPresent();
        if (!plan.equals(binding.plan()) && !ofInstance) {
            throw Refusal.invalid("The query parameter plan_id is \"" + plan + "\", but this binding's is \""
                    + binding.plan() + "\".");
        }
    }

    private static Response accepted(Binding binding) {
        return Response.accepted(new Accepted(binding.operation().id())).build();
    }

    /** Nothing but this, least of all credentials. */
    record Accepted(String operation) {}

    /**
     * A binding in force.
     *
     * @param metadata null when it doesn't expire
     * @param credentials null when it can't be used now
     * @param endpoints where its credentials are good, all of them
     * @param parameters null in the answer to an order
     */
    record Bound(
            Credentials.Metadata metadata,
            Credentials credentials,
            List<Credentials.Endpoint> endpoints,
            Map<String, Object> parameters) {

        static Bound of(Binding binding, Optional<Credentials> credentials, Map<String, Object> parameters) {
            return new Bound(
                    Credentials.Metadata.of(binding).orElse(null),
                    credentials.orElse(null),
                    credentials.flatMap(Credentials::endpoint).map(List::of).orElse(null),
                    parameters);
        }
    }
}
