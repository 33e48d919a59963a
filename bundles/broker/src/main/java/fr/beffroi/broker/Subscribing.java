package fr.beffroi.broker;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ApprovalAwaited;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.journal.Entry;
import java.util.List;
import java.util.Optional;

/** A commune subscribes. */
final class Subscribing {
    private final Register register;
    private final Rules rules;
    private final Parameters parameters;

    Subscribing(Register register, Rules rules, Parameters parameters) {
        this.register = register;
        this.rules = rules;
        this.parameters = parameters;
    }

    Receipt subscribe(Order.Subscribe order, Hearing hearing) {
        rules.requireOrdersFor(hearing.actor(), order.tenant());
        Optional<Life> before =
                register.life(hearing.sql(), order.subscription()).filter(Life::stands);
        if (before.isPresent()) {
            return again(before.get(), order, hearing);
        }
        Commune commune = rules.requireResident(order.tenant());
        Offering offering = rules.requireOffering(hearing.sql(), order.offering());
        Plan plan = Rules.requirePlan(offering, order.plan());
        parameters.require(offering, plan, order.parameters());
        rules.requireEligible(hearing.sql(), commune, offering);
        return begin(order, offering, plan, hearing);
    }

    private Receipt begin(Order.Subscribe order, Offering offering, Plan plan, Hearing hearing) {
        Insee tenant = order.tenant();
        Optional<Convention> convention = plan.paid() ? register.convention(hearing.sql(), tenant) : Optional.empty();
        List<String> awaited = Rules.awaited(offering, plan, convention);
        boolean atOnce = offering.terms().immediate() && awaited.isEmpty();
        if (!atOnce) {
            hearing.requireTime();
        }
        String id = order.subscription();
        String operation = Hearing.newOperation();
        Content content = Content.of(order);
        Entry begun = hearing.record(new SubscriptionOrdered(
                id,
                operation,
                tenant,
                order.offering(),
                order.plan(),
                content.digest(),
                offering.hosted().map(HostedBundle::version)));
        register.keepContent(hearing.sql(), operation, content);
        hearing.originated(id, operation, tenant);
        if (!awaited.isEmpty()) {
            hearing.record(new ApprovalAwaited(id, operation, tenant, awaited));
        } else if (plan.paid()) {
            hearing.record(new SubscriptionApproved(id, operation, tenant, convention.map(Convention::number)));
        }
        if (atOnce) {
            hearing.succeed(id, operation, tenant);
        }
        return hearing.receipt(begun.number());
    }

    /** An order whose id stands: the very same order is answered as it was, anything else is refused. */
    private Receipt again(Life life, Order.Subscribe order, Hearing hearing) {
        if (!hearing.actor().mayOrderFor(life.tenant())) {
            throw new Refusal(Reason.CONFLICT, "The id " + life.id() + " is taken; choose another id.");
        }
        if (life.is(Subscription.State.LEAVING) && life.operation().isUnderWay()) {
            throw new Refusal(
                    Reason.CONCURRENT,
                    "The subscription " + life.id() + " is being ended; order again when it has ended.");
        }
        if (life.is(Subscription.State.LEAVING) || life.is(Subscription.State.FAILED)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "Something of the subscription " + life.id()
                            + " is left from before; end it first, then order again.");
        }
        if (!life.wasOrderedBy(order)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "The subscription " + life.id()
                            + " stands with other content; choose another id, or send the same order.");
        }
        Operation made = register.operation(hearing.sql(), life.id(), life.orderedBy())
                .orElseThrow()
                .getValue();
        hearing.requireTimeFor(made);
        return new Receipt(life.subscription(), made, true);
    }
}
