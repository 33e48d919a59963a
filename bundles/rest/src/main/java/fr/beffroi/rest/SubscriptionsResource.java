package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The subscriptions; ordered through the broker API, read here. */
@Path("/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
public final class SubscriptionsResource {
    private final Broker broker;

    SubscriptionsResource(Broker broker) {
        this.broker = broker;
    }

    /** Every subscription that the actor may know of, closed ones included. */
    @GET
    public Subscriptions list(@Context HttpServletRequest request, @QueryParam("tenant") String tenant) {
        Actor actor = Callers.of(request);
        Optional<Insee> asked = Asked.readable(actor, tenant);
        Map<String, Offering> offerings = offerings();
        return new Subscriptions(broker.subscriptions(actor).stream()
                .filter(subscription -> asked.isEmpty() || asked.get().equals(subscription.tenant()))
                .map(subscription -> SubscriptionView.of(subscription, offerings))
                .toList());
    }

    @GET
    @Path("/{id}")
    public SubscriptionView one(@Context HttpServletRequest request, @PathParam("id") String id) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        return broker.subscription(actor, id)
                .map(subscription -> SubscriptionView.of(subscription, offerings()))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "There is no subscription \"" + id + "\", or none that you may know of."));
    }

    private Map<String, Offering> offerings() {
        return broker.catalogue().stream().collect(Collectors.toMap(Offering::id, Function.identity()));
    }

    record Subscriptions(List<SubscriptionView> subscriptions) {}

    /**
     * A subscription as this API shows it.
     *
     * @param offering its name
     * @param plan its name
     * @param address path of the instance; empty for a service that runs elsewhere
     * @param operation the last work on it
     */
    record SubscriptionView(
            String id,
            String tenant,
            String offering,
            String offeringId,
            String plan,
            String planId,
            String state,
            Instant orderedAt,
            Optional<String> address,
            OperationView operation) {

        static SubscriptionView of(Subscription subscription, Map<String, Offering> offerings) {
            Optional<Offering> offering = Optional.ofNullable(offerings.get(subscription.offering()));
            return new SubscriptionView(
                    subscription.id(),
                    subscription.tenant().code(),
                    offering.map(Offering::name).orElse(subscription.offering()),
                    subscription.offering(),
                    offering.flatMap(known -> known.plan(subscription.plan()))
                            .map(Plan::name)
                            .orElse(subscription.plan()),
                    subscription.plan(),
                    Json.word(subscription.state()),
                    subscription.orderedAt(),
                    offering.filter(known -> known.hosted().isPresent())
                            .map(known -> "/t/" + subscription.tenant() + "/" + known.name() + "/"),
                    OperationView.of(subscription.operation()));
        }
    }
}
