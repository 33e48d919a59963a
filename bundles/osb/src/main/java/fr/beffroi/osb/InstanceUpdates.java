package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** OSB 2.17: updating a service instance. What {@code previous_values} says is for information and isn't read. */
final class InstanceUpdates {
    private final Broker broker;
    private final Dashboards dashboards;

    InstanceUpdates(Broker broker, Dashboards dashboards) {
        this.broker = broker;
        this.dashboards = dashboards;
    }

    /** 200 when it holds, or there was nothing to change; 202 while it is being changed. */
    Response update(Call call) throws IOException {
        Actor actor = call.actor();
        Manner manner = call.manner();
        Subscription subscription = broker.subscription(actor, call.instance())
                .filter(found -> found.state() != Subscription.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such service instance."));
        ObjectNode body = call.object();
        String service = Json.requiredText(body, "service_id");
        if (!service.equals(subscription.offering())) {
            throw Refusal.invalid("The service_id is \"" + service + "\", but this instance's is \""
                    + subscription.offering() + "\"; another service is another instance.");
        }
        Optional<String> plan = Json.optionalText(body, "plan_id");
        Choice choice = Choice.of(broker, service, plan.orElse(subscription.plan()));
        Optional<Map<String, Object>> context = OrderContext.updated(body, subscription.context());
        Order.Change change = new Order.Change(
                subscription.id(), plan, Json.optionalObject(body, "parameters"), context, choice.version(body));
        boolean namesNothing = plan.isEmpty()
                && change.parameters().isEmpty()
                && context.isEmpty()
                && change.version().isEmpty();
        // What is answered doesn't depend on whether there is anything to do; the broker holds to that for all the
        // rest.
        if (namesNothing && !manner.waits() && !choice.offering().terms().immediate()) {
            throw new Refusal(
                    Reason.ASYNC_REQUIRED,
                    "Updating this service takes a while: ask with accepts_incomplete=true and poll last_operation.");
        }
        Broker.Receipt receipt = broker.order(actor, change, manner);
        String dashboard =
                dashboards.of(choice.offering(), subscription.tenant()).orElse(null);
        return receipt.operation().isUnderWay()
                ? Response.accepted(new ServiceInstances.Instance(
                                receipt.operation().id(), dashboard))
                        .build()
                : Response.ok(new ServiceInstances.Instance(null, dashboard)).build();
    }
}
