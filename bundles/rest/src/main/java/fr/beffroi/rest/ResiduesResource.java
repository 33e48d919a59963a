package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What operations could not undo or finish (<i>résidus</i>), by subscription. */
@Path("/residues")
@Produces(MediaType.APPLICATION_JSON)
public final class ResiduesResource {
    private final Broker broker;

    ResiduesResource(Broker broker) {
        this.broker = broker;
    }

    /** Those of the last operation of each subscription that left any. */
    @GET
    public Residues list(@Context HttpServletRequest request) {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF, Role.AUDITOR);
        return new Residues(broker.subscriptions(actor).stream()
                .filter(subscription -> !subscription.operation().leftovers().isEmpty())
                .map(SubscriptionView.by(broker))
                .toList());
    }

    /** @param subscriptions the leftovers stand in the operation of each */
    record Residues(List<SubscriptionView> subscriptions) {}
}
