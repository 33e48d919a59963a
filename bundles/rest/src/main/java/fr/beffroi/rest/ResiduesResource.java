package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** What operations could not undo or finish (<i>résidus</i>), by subscription and by binding. */
@Path("/residues")
@Produces(MediaType.APPLICATION_JSON)
public final class ResiduesResource {
    private final Broker broker;
    private final Bindings bindings;
    private final Clock clock;

    ResiduesResource(Broker broker, Bindings bindings, Clock clock) {
        this.broker = broker;
        this.bindings = bindings;
        this.clock = clock;
    }

    /** Those of the last operation of each subscription and of each binding that left any. */
    @GET
    public Residues list(@Context HttpServletRequest request) {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF, Role.AUDITOR);
        Instant now = clock.instant();
        return new Residues(
                broker.subscriptions(actor).stream()
                        .filter(subscription ->
                                !subscription.operation().leftovers().isEmpty())
                        .map(SubscriptionView.by(broker))
                        .toList(),
                bindings.unfinished(actor).stream()
                        .map(binding -> BindingView.of(binding, now))
                        .toList());
    }

    /** The leftovers stand in the operation of each. */
    record Residues(List<SubscriptionView> subscriptions, List<BindingView> bindings) {}
}
