package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** OSB 2.17: provisioning, deprovisioning, fetching a service instance, and its last operation. */
@Path("/service_instances/{id}")
@Produces(MediaType.APPLICATION_JSON)
public final class ServiceInstances {
    private static final int SECONDS_TO_NEXT_POLL = 1;

    private final Broker broker;
    private final Communes communes;
    private final Dashboards dashboards;

    ServiceInstances(Broker broker, Communes communes, Dashboards dashboards) {
        this.broker = broker;
        this.communes = communes;
        this.dashboards = dashboards;
    }

    /** Provisioning: 202 while it is made, 200 when this very order is fulfilled already. */
    @PUT
    public Response provision(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @QueryParam("accepts_incomplete") String acceptsIncomplete,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body)
            throws IOException {
        Actor actor = Callers.of(request);
        boolean waits = waits(acceptsIncomplete);
        Order.Subscribe order = order(id, Json.object(body, contentType));
        Offering offering = offering(order);
        // A fulfilled order starts no work when it is repeated, so nobody has to wait for it.
        if (!waits && !stands(actor, id)) {
            throw asyncRequired();
        }
        Broker.Receipt receipt = broker.order(actor, order);
        String dashboard = dashboards.of(offering, order.tenant()).orElse(null);
        return receipt.subscription().state() == Subscription.State.ACTIVE
                ? Response.ok(new Provisioned(null, dashboard)).build()
                : Response.accepted(new Provisioned(receipt.operation().id(), dashboard))
                        .build();
    }

    private boolean stands(Actor actor, String id) {
        return broker.subscription(actor, id)
                .filter(subscription -> subscription.state() == Subscription.State.ACTIVE)
                .isPresent();
    }

    private Order.Subscribe order(String id, ObjectNode body) {
        String service = Json.requiredText(body, "service_id");
        String plan = Json.requiredText(body, "plan_id");
        String organization = Json.requiredText(body, "organization_guid");
        String space = Json.requiredText(body, "space_guid");
        Map<String, Object> content = new HashMap<>();
        content.put("organization_guid", organization);
        content.put("space_guid", space);
        // No parameters and empty parameters say the same.
        Json.optionalObject(body, "parameters")
                .filter(map -> !map.isEmpty())
                .ifPresent(map -> content.put("parameters", map));
        Json.optionalObject(body, "context")
                .filter(map -> !map.isEmpty())
                .ifPresent(map -> content.put("context", map));
        Optional<Map<String, Object>> maintenance = Json.optionalObject(body, "maintenance_info");
        Order.Subscribe order = new Order.Subscribe(id, commune(organization), service, plan, content);
        offering(order);
        if (maintenance.map(map -> map.get("version")).isPresent()) {
            throw new Answers.MaintenanceInfoConflict();
        }
        return order;
    }

    private Insee commune(String organization) {
        Insee insee;
        try {
            insee = new Insee(organization);
        } catch (Refusal e) {
            throw new Refusal(
                    Reason.INVALID,
                    "The organization_guid is the INSEE code of the commune that subscribes. " + e.getMessage(),
                    e);
        }
        if (communes.find(insee).isEmpty()) {
            throw Refusal.invalid(
                    "The commune " + insee + " (organization_guid) is not one of this house; operations can add it.");
        }
        return insee;
    }

    private Offering offering(Order.Subscribe order) {
        Offering offering = find(order.offering())
                .orElseThrow(() -> Refusal.invalid(
                        "The catalogue has no service with the service_id \"" + order.offering() + "\"."));
        if (offering.plan(order.plan()).isEmpty()) {
            throw Refusal.invalid("The service " + offering.name() + " has no plan with the plan_id \"" + order.plan()
                    + "\"; GET /v2/catalog lists its plans.");
        }
        return offering;
    }

    private Optional<Offering> find(String offeringId) {
        return broker.catalogue().stream()
                .filter(offering -> offering.id().equals(offeringId))
                .findFirst();
    }

    /** Fetching a service instance. */
    @GET
    public Fetched fetch(@Context HttpServletRequest request, @PathParam("id") String id) {
        Subscription subscription = broker.subscription(Callers.of(request), id)
                .filter(found -> switch (found.state()) {
                    case ACTIVE, LEAVING -> true;
                    case PROVISIONING, CLOSED, FAILED -> false;
                })
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "There is no such service instance, or it isn't there yet: ask for its last_operation."));
        return new Fetched(
                subscription.offering(),
                subscription.plan(),
                find(subscription.offering())
                        .flatMap(offering -> dashboards.of(offering, subscription.tenant()))
                        .orElse(null),
                subscription.content().get("parameters"));
    }

    /** Deprovisioning: 202 while it is archived and deleted, 410 when there is nothing left. */
    @DELETE
    public Response deprovision(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @QueryParam("service_id") String service,
            @QueryParam("plan_id") String plan,
            @QueryParam("accepts_incomplete") String acceptsIncomplete) {
        Actor actor = Callers.of(request);
        boolean waits = waits(acceptsIncomplete);
        Subscription subscription = broker.subscription(actor, id)
                .filter(found -> found.state() != Subscription.State.CLOSED)
                .orElseThrow(() -> new Refusal(Reason.GONE, "There is no such service instance."));
        requireSame("service_id", service, subscription.offering());
        requireSame("plan_id", plan, subscription.plan());
        if (!waits) {
            throw asyncRequired();
        }
        Broker.Receipt receipt = broker.order(actor, new Order.Unsubscribe(id));
        return receipt.operation().state() == Operation.State.SUCCEEDED
                ? Response.ok(Map.of()).build()
                : Response.accepted(new Deprovisioning(receipt.operation().id()))
                        .build();
    }

    private static void requireSame(String parameter, String given, String real) {
        if (given == null || given.isEmpty()) {
            throw Refusal.invalid("The query parameter " + parameter + " is missing.");
        }
        if (!given.equals(real)) {
            throw Refusal.invalid("The query parameter " + parameter + " is \"" + given
                    + "\", but this instance's is \"" + real + "\".");
        }
    }

    /**
     * How far the work is. The end of it is never forgotten: a deleted instance goes on answering {@code succeeded}. The hints
     * {@code service_id} and {@code plan_id} aren't needed here.
     */
    @GET
    @Path("/last_operation")
    public Response lastOperation(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @QueryParam("operation") String operationId) {
        Actor actor = Callers.of(request);
        Subscription subscription = broker.subscription(actor, id)
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such service instance."));
        Operation operation = operationId == null || operationId.isEmpty()
                ? subscription.operation()
                : broker.operation(actor, id, operationId)
                        .orElseThrow(() -> Refusal.invalid("This instance has no operation \"" + operationId
                                + "\"; leave it out to ask for the last."));
        Response.ResponseBuilder answer = Response.ok(Progress.of(operation));
        if (operation.state() == Operation.State.IN_PROGRESS) {
            answer.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_NEXT_POLL);
        }
        return answer.build();
    }

    /** Updating: not offered, and the catalogue says so. */
    @PATCH
    public Response update(@Context HttpServletRequest request, @PathParam("id") String id) {
        if (broker.subscription(Callers.of(request), id).isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "There is no such service instance.");
        }
        throw new Refusal(
                Reason.NOT_ELIGIBLE, "A subscription can't be changed: end it, and order the other plan anew.");
    }

    private static boolean waits(String acceptsIncomplete) {
        if (acceptsIncomplete == null || acceptsIncomplete.equals("false")) {
            return false;
        }
        if (acceptsIncomplete.equals("true")) {
            return true;
        }
        throw Refusal.invalid("accepts_incomplete is either true or false, not \"" + acceptsIncomplete + "\".");
    }

    private static Refusal asyncRequired() {
        return new Refusal(
                Reason.ASYNC_REQUIRED, "This takes a while: ask with accepts_incomplete=true and poll last_operation.");
    }

    record Provisioned(String operation, String dashboardUrl) {}

    record Fetched(String serviceId, String planId, String dashboardUrl, Object parameters) {}

    record Deprovisioning(String operation) {}

    /**
     * A last operation.
     *
     * @param instanceUsable false after a failed deprovision: what is left of the instance can only be deprovisioned again
     */
    record Progress(String state, String description, Boolean instanceUsable) {

        static Progress of(Operation operation) {
            String state =
                    switch (operation.state()) {
                        case IN_PROGRESS -> "in progress";
                        case SUCCEEDED -> "succeeded";
                        case FAILED -> "failed";
                    };
            boolean brokenOff =
                    operation.state() == Operation.State.FAILED && operation.kind() == Operation.Kind.UNSUBSCRIBE;
            return new Progress(state, sentence(operation), brokenOff ? false : null);
        }

        private static String sentence(Operation operation) {
            String sentence = operation.description().isBlank() ? null : operation.description();
            return operation.leftovers().isEmpty()
                    ? sentence
                    : (sentence == null ? "" : sentence + " ") + "Left over: "
                            + String.join(", ", operation.leftovers()) + ".";
        }
    }
}
