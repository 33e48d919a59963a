package fr.beffroi.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Upgrades of all communes that use a service, in stages that stop by themselves (<i>déploiement progressif</i>). */
@Path("/rollouts")
@Produces(MediaType.APPLICATION_JSON)
public final class RolloutsResource {
    private final Rollouts rollouts;
    private final Broker broker;

    RolloutsResource(Rollouts rollouts, Broker broker) {
        this.rollouts = rollouts;
        this.broker = broker;
    }

    /** All of them, in the order they were begun. */
    @GET
    public RolloutList list(@Context HttpServletRequest request) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        actor.require(Role.STAFF, Role.AUDITOR);
        return new RolloutList(
                rollouts.rollouts(actor).stream().map(RolloutView.by(broker)).toList());
    }

    /** One is begun; the changes of its first stage are ordered with the next round. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response begin(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = operations(request);
        ObjectNode object = Json.object(body);
        String offering = Json.text(object, "offering", "actes");
        String version = Json.text(object, "version", "1.1.0");
        Optional<Insee> first = object.path("first").isMissingNode()
                ? Optional.empty()
                : Optional.of(new Insee(Json.text(object, "first", "30189")));
        return accepted(rollouts.begin(actor, offering, version, first));
    }

    /** It goes no further, and the communes of its stage go back. */
    @POST
    @Path("/{id}/halt")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response halt(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body)
            throws IOException {
        return accepted(rollouts.halt(
                operations(request), id, SubscriptionsResource.reason(body, "Les agents signalent des lenteurs.")));
    }

    /** A halted one tries its stage again. */
    @POST
    @Path("/{id}/resumption")
    public Response resume(@Context HttpServletRequest request, @PathParam("id") String id) {
        return accepted(rollouts.resume(operations(request), id));
    }

    private static Actor operations(HttpServletRequest request) {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        return actor;
    }

    /** Whatever was decided, it is carried out afterwards. */
    private Response accepted(Rollout rollout) {
        return Response.accepted(RolloutView.by(broker).apply(rollout)).build();
    }

    record RolloutList(List<RolloutView> rollouts) {}
}
