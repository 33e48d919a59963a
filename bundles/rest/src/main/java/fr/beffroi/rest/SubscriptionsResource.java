package fr.beffroi.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The subscriptions: ordered through the broker API; read, approved, suspended, upgraded and ended here. */
@Path("/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
public final class SubscriptionsResource {
    /** Characters of a reason that people are told and the journal keeps. */
    private static final int LONGEST_REASON = 1_000;

    private final Broker broker;
    private final Bindings bindings;
    private final Clock clock;

    SubscriptionsResource(Broker broker, Bindings bindings, Clock clock) {
        this.broker = broker;
        this.bindings = bindings;
        this.clock = clock;
    }

    /** Every subscription that the actor may know of, closed ones included. */
    @GET
    public Subscriptions list(@Context HttpServletRequest request, @QueryParam("tenant") String tenant) {
        Actor actor = Callers.of(request);
        Optional<Insee> asked = Asked.readable(actor, tenant);
        return new Subscriptions(broker.subscriptions(actor).stream()
                .filter(subscription -> asked.isEmpty() || asked.get().equals(subscription.tenant()))
                .map(SubscriptionView.by(broker))
                .toList());
    }

    @GET
    @Path("/{id}")
    public SubscriptionView one(@Context HttpServletRequest request, @PathParam("id") String id) {
        return SubscriptionView.by(broker).apply(known(Callers.of(request), id));
    }

    /** The credentials of its programs, without their secrets. */
    @GET
    @Path("/{id}/bindings")
    public BindingList bindings(@Context HttpServletRequest request, @PathParam("id") String id) {
        Actor actor = Callers.of(request);
        known(actor, id);
        Instant now = clock.instant();
        return new BindingList(bindings.bindings(actor, id).stream()
                .map(binding -> BindingView.of(binding, now))
                .toList());
    }

    /** The intercommunality approves a requested subscription. */
    @POST
    @Path("/{id}/approval")
    public Response approve(@Context HttpServletRequest request, @PathParam("id") String id) {
        return accepted(broker.approve(operations(request), id));
    }

    /** The intercommunality turns a requested subscription down. */
    @POST
    @Path("/{id}/refusal")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response turnDown(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body)
            throws IOException {
        return accepted(broker.turnDown(operations(request), id, reason(body)));
    }

    /** Nobody uses it until it is resumed. */
    @POST
    @Path("/{id}/suspension")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response suspend(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body)
            throws IOException {
        return accepted(broker.order(operations(request), new Order.Suspend(id, reason(body))));
    }

    @POST
    @Path("/{id}/resumption")
    public Response resume(@Context HttpServletRequest request, @PathParam("id") String id) {
        return accepted(broker.order(operations(request), new Order.Resume(id)));
    }

    /** This one subscription runs another version of its bundle, later or earlier; its neighbours stay where they are. */
    @POST
    @Path("/{id}/version")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body)
            throws IOException {
        Actor actor = operations(request);
        String version = Json.text(Json.object(body), "version", "1.1.0");
        return accepted(broker.order(
                actor,
                new Order.Change(id, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(version))));
    }

    /**
     * It ends.
     *
     * @param notice whether it goes on until the offering's notice has passed; only operations can leave that out
     */
    @DELETE
    @Path("/{id}")
    public Response end(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @QueryParam("notice") @DefaultValue("true") String notice) {
        boolean withNotice = Scalars.yesOrNo(notice);
        Actor actor = Callers.of(request);
        if (withNotice) {
            actor.require(Role.STAFF, Role.CONTACT);
        } else {
            actor.require(Role.STAFF);
        }
        known(actor, id);
        return accepted(broker.order(actor, new Order.Unsubscribe(id, withNotice)));
    }

    private static Actor operations(HttpServletRequest request) {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        return actor;
    }

    private Subscription known(Actor actor, String id) {
        Asked.requireLogIn(actor);
        return broker.subscription(actor, id)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "There is no subscription \"" + id + "\", or none that you may know of."));
    }

    private static String reason(InputStream body) throws IOException {
        return reason(body, "La convention a été dénoncée.");
    }

    /** The reason that a body gives, which people read and the journal keeps. */
    static String reason(InputStream body, String example) throws IOException {
        ObjectNode object = Json.object(body);
        String reason = Json.text(object, "reason", example);
        if (reason.length() > LONGEST_REASON) {
            throw Refusal.invalid("\"reason\" has at most " + LONGEST_REASON + " characters.");
        }
        return reason;
    }

    /** 202 while work goes on, 200 when nothing more has to be done. */
    private Response accepted(Broker.Receipt receipt) {
        Response.Status status = receipt.operation().isUnderWay() ? Response.Status.ACCEPTED : Response.Status.OK;
        return Response.status(status)
                .entity(SubscriptionView.by(broker).apply(receipt.subscription()))
                .build();
    }

    record Subscriptions(List<SubscriptionView> subscriptions) {}

    record BindingList(List<BindingView> bindings) {}
}
