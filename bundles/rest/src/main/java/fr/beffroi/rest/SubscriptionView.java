package fr.beffroi.rest;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A subscription as this API shows it. Parameters and context are not shown: they can hold personal data.
 *
 * @param offering its name
 * @param plan its name
 * @param version of the bundle that its instance runs
 * @param awaited what has to be decided before it is made, in French
 * @param endsAt until when the notice runs
 * @param wanted what the change under way, or that failed last, makes of it
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
        Optional<String> version,
        String state,
        List<String> awaited,
        Instant orderedAt,
        Optional<Instant> endsAt,
        Optional<WantedView> wanted,
        Optional<String> address,
        OperationView operation) {

    /** How to show subscriptions, by the catalogue as it is now. */
    static Function<Subscription, SubscriptionView> by(Broker broker) {
        Map<String, Offering> offerings =
                broker.catalogue().stream().collect(Collectors.toMap(Offering::id, Function.identity()));
        return subscription -> of(subscription, Optional.ofNullable(offerings.get(subscription.offering())));
    }

    private static SubscriptionView of(Subscription subscription, Optional<Offering> offering) {
        return new SubscriptionView(
                subscription.id(),
                subscription.tenant().code(),
                offering.map(Offering::name).orElse(subscription.offering()),
                subscription.offering(),
                planName(offering, subscription.plan()),
                subscription.plan(),
                subscription.version(),
                Json.word(subscription.state()),
                subscription.awaited(),
                subscription.orderedAt(),
                subscription.endsAt(),
                subscription
                        .wanted()
                        .map(wanted ->
                                new WantedView(planName(offering, wanted.plan()), wanted.plan(), wanted.version())),
                offering.filter(known -> known.hosted().isPresent())
                        .map(known -> "/t/" + subscription.tenant() + "/" + known.name() + "/"),
                OperationView.of(subscription.operation()));
    }

    private static String planName(Optional<Offering> offering, String plan) {
        return offering.flatMap(known -> known.plan(plan)).map(Plan::name).orElse(plan);
    }

    record WantedView(String plan, String planId, Optional<String> version) {}
}
