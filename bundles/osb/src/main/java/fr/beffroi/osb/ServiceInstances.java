package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** OSB 2.17: provisioning, fetching a service instance, deprovisioning. */
final class ServiceInstances {
    private final Broker broker;
    private final Communes communes;
    private final Dashboards dashboards;

    ServiceInstances(Broker broker, Communes communes, Dashboards dashboards) {
        this.broker = broker;
        this.communes = communes;
        this.dashboards = dashboards;
    }

    /** 201 when it stands by this order, 200 when it stood already, 202 while it is made or waits for somebody. */
    Response provision(Call call) throws IOException {
        Manner manner = call.manner();
        ObjectNode body = call.object();
        String service = Json.requiredText(body, "service_id");
        String plan = Json.requiredText(body, "plan_id");
        Map<String, Object> context = OrderContext.ordered(body);
        Insee tenant = commune(call.actor(), Json.requiredText(body, OrderContext.ORGANIZATION));
        Map<String, Object> parameters = Json.optionalObject(body, "parameters").orElse(Map.of());
        Choice choice = Choice.of(broker, service, plan);
        choice.version(body);

        Broker.Receipt receipt = broker.order(
                call.actor(), new Order.Subscribe(call.instance(), tenant, service, plan, parameters, context), manner);
        String dashboard = dashboards.of(choice.offering(), tenant).orElse(null);
        Response.Status status =
                switch (receipt.subscription().state()) {
                    case ACTIVE, SUSPENDED -> receipt.repeated() ? Response.Status.OK : Response.Status.CREATED;
                    case REQUESTED, PROVISIONING, LEAVING, CLOSED, FAILED -> Response.Status.ACCEPTED;
                };
        String operation =
                status == Response.Status.ACCEPTED ? receipt.operation().id() : null;
        return Response.status(status)
                .entity(new Instance(operation, dashboard))
                .build();
    }

    private Insee commune(Actor actor, String organization) {
        Insee insee;
        try {
            insee = new Insee(organization);
        } catch (Refusal e) {
            throw new Refusal(
                    Reason.INVALID,
                    "The organization_guid is the INSEE code of the commune that subscribes. " + e.getMessage(),
                    e);
        }
        // One sentence for both: a platform isn't told which communes there are besides its own.
        if (!actor.mayOrderFor(insee) || communes.find(insee).isEmpty()) {
            throw Refusal.invalid("The organization_guid " + insee
                    + " is no commune of this house that you order for; operations can add it.");
        }
        return insee;
    }

    /** An instance as it stands; one that is being changed is still as it was before. */
    Response fetch(Call call) {
        Subscription subscription = broker.subscription(call.actor(), call.instance())
                .filter(found -> switch (found.state()) {
                    case ACTIVE, SUSPENDED, LEAVING -> true;
                    case REQUESTED, PROVISIONING, CLOSED, FAILED -> false;
                })
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "There is no such service instance, or it isn't there yet: ask for its last_operation."));
        Optional<Offering> offering = Choice.offering(broker, subscription.offering());
        return Response.ok(new Fetched(
                        subscription.offering(),
                        subscription.plan(),
                        offering.flatMap(found -> dashboards.of(found, subscription.tenant()))
                                .orElse(null),
                        subscription.parameters(),
                        offering.flatMap(found -> subscription
                                        .version()
                                        .map(version -> Choice.MaintenanceInfo.of(found, version)))
                                .orElse(null)))
                .build();
    }

    /** 200 when it has ended, 202 while it is archived and deleted, 410 when there is nothing to end. */
    Response deprovision(Call call) {
        Actor actor = call.actor();
        Manner manner = call.manner();
        Subscription subscription = broker.subscription(actor, call.instance())
                .filter(found -> found.state() != Subscription.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is no such service instance."));
        requireSame(call, subscription);
        Broker.Receipt receipt = broker.order(actor, new Order.Unsubscribe(subscription.id(), false), manner);
        return receipt.operation().state() == Operation.State.SUCCEEDED
                ? Response.ok(Map.of()).build()
                : Response.accepted(new Instance(receipt.operation().id(), null))
                        .build();
    }

    /**
     * A platform that doesn't know how its update ended, or never heard of it, may name the plan of before or the one it wanted: else an
     * answer that was lost would leave an instance that it can't end.
     */
    private static void requireSame(Call call, Subscription subscription) {
        String service = call.requiredQuery("service_id");
        String plan = call.requiredQuery("plan_id");
        if (!service.equals(subscription.offering())) {
            throw Refusal.invalid("The query parameter service_id is \"" + service + "\", but this instance's is \""
                    + subscription.offering() + "\".");
        }
        if (!subscription.mayBeCalledBy(plan)) {
            throw Refusal.invalid("The query parameter plan_id is \"" + plan + "\", but this instance's is \""
                    + subscription.plan() + "\"" + before(subscription) + ".");
        }
    }

    private static String before(Subscription subscription) {
        return subscription
                .formerPlan()
                .map(plan -> ", and was \"" + plan + "\" before it changed last")
                .orElse("");
    }

    /**
     * The answer to an order about an instance.
     *
     * @param operation null when there is nothing to wait for
     * @param dashboardUrl null when the service runs elsewhere
     */
    record Instance(String operation, String dashboardUrl) {}

    record Fetched(
            String serviceId,
            String planId,
            String dashboardUrl,
            Map<String, Object> parameters,
            Choice.MaintenanceInfo maintenanceInfo) {}
}
