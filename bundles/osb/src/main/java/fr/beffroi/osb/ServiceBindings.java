package fr.beffroi.osb;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Bindings: no service of the catalogue has any yet, and the catalogue says so; a client that asks anyway is told the same. */
@Path("/service_instances/{id}/service_bindings/{binding}")
@Produces(MediaType.APPLICATION_JSON)
public final class ServiceBindings {
    private final Broker broker;

    ServiceBindings(Broker broker) {
        this.broker = broker;
    }

    @PUT
    public Response bind(@Context HttpServletRequest request, @PathParam("id") String id) {
        if (broker.subscription(Callers.of(request), id).isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "There is no such service instance.");
        }
        throw new Refusal(Reason.NOT_ELIGIBLE, "This service can't be bound.");
    }

    @GET
    public Response fetch() {
        throw new Refusal(Reason.NOT_FOUND, "There is no such binding.");
    }

    @GET
    @Path("/last_operation")
    public Response lastOperation() {
        throw new Refusal(Reason.NOT_FOUND, "There is no such binding.");
    }

    @DELETE
    public Response unbind() {
        throw new Refusal(Reason.GONE, "There is no such binding.");
    }
}
