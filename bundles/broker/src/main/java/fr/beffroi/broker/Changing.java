package fr.beffroi.broker;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import java.util.Optional;

/** A subscription changes its plan, parameters, context or version. */
final class Changing {
    private final Register register;
    private final Rules rules;
    private final Parameters parameters;

    Changing(Register register, Rules rules, Parameters parameters) {
        this.register = register;
        this.rules = rules;
        this.parameters = parameters;
    }

    /** What a subscription is to be: what the order names, and for the rest what it is. */
    private record Wish(String plan, Content content, Optional<String> version) {
        static Wish of(Order.Change order, Subscription now) {
            return new Wish(
                    order.plan().orElse(now.plan()),
                    new Content(
                            order.parameters().orElse(now.parameters()),
                            order.context().orElse(now.context())),
                    order.version().isPresent() ? order.version() : now.version());
        }

        boolean isUnderWay(Life life) {
            return life.operation().kind() == Operation.Kind.CHANGE
                    && life.subscription()
                            .wanted()
                            .filter(wanted -> wanted.plan().equals(plan)
                                    && wanted.version().equals(version)
                                    && life.wantedDigest()
                                            .filter(content::hasDigest)
                                            .isPresent())
                            .isPresent();
        }

        boolean changesPlan(Life life) {
            return !plan.equals(life.subscription().plan());
        }

        boolean changesParameters(Life life) {
            return !Json.write(content.parameters())
                    .equals(Json.write(life.subscription().parameters()));
        }

        boolean changesVersion(Life life) {
            return !version.equals(life.subscription().version());
        }

        boolean changesNothing(Life life) {
            return !changesPlan(life) && !changesVersion(life) && content.hasDigest(life.digest());
        }
    }

    Receipt change(Order.Change order, Hearing hearing) {
        Life life = register.life(hearing.sql(), order.subscription())
                .filter(found -> hearing.actor().mayOrderFor(found.tenant())
                        && !found.is(Subscription.State.CLOSED)
                        && !found.is(Subscription.State.FAILED))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "There is no subscription " + order.subscription() + " to change."));
        Offering offering =
                rules.requireOffering(hearing.sql(), life.subscription().offering());
        Wish wish = Wish.of(order, life.subscription());
        Plan plan = Rules.requirePlan(offering, wish.plan());
        if (life.operation().isUnderWay() && wish.isUnderWay(life)) {
            hearing.requireTime();
            return new Receipt(life.subscription(), life.operation(), true);
        }
        requireInUse(life, hearing);
        requireChangeable(life, wish, offering, plan, hearing);
        boolean onlyContext = order.plan().isEmpty()
                && order.parameters().isEmpty()
                && order.version().isEmpty();
        if (!offering.terms().immediate() && !onlyContext) {
            // Also when it turns out that nothing changes: what is answered must not depend on what stands.
            hearing.requireTime();
        }
        return wish.changesNothing(life) ? unchanged(life, hearing) : begin(life, wish, offering, hearing);
    }

    private void requireInUse(Life life, Hearing hearing) {
        if (!life.isUnderNotice(hearing.now())) {
            rules.requireFree(hearing.sql(), life);
        }
        if (!life.is(Subscription.State.ACTIVE)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The subscription " + life.id() + " is "
                            + (life.is(Subscription.State.SUSPENDED) ? "suspended" : "being left")
                            + ", so it can't change.");
        }
    }

    private void requireChangeable(Life life, Wish wish, Offering offering, Plan plan, Hearing hearing) {
        Subscription now = life.subscription();
        if (wish.changesVersion(life)
                && offering.hosted().filter(bundle -> offers(bundle, wish)).isEmpty()) {
            throw Refusal.invalid("The service " + offering.name() + " can't be had in the version "
                    + wish.version().orElse("") + "; see the catalogue.");
        }
        if (!wish.changesPlan(life) && !wish.changesParameters(life)) {
            return;
        }
        Plan before = Rules.requirePlan(offering, now.plan());
        if (!offering.isUpdateable(before)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "Subscriptions to the plan " + before.name() + " of " + offering.name()
                            + " can't change their plan or parameters: end it, and order anew.");
        }
        parameters.require(offering, plan, wish.content().parameters());
        if (!wish.changesPlan(life)) {
            return;
        }
        if (plan.paid() && register.convention(hearing.sql(), life.tenant()).isEmpty()) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The plan " + plan.name() + " of " + offering.name() + " is paid, and the commune " + life.tenant()
                            + " has no convention yet.");
        }
        if (offering.binding(plan).isEmpty()
                && register.bonds(hearing.sql(), life).stream().anyMatch(Bond::stands)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The plan " + plan.name() + " of " + offering.name() + " can't be bound, and the subscription "
                            + life.id() + " is; end its bindings first.");
        }
    }

    private static boolean offers(HostedBundle bundle, Wish wish) {
        return wish.version().filter(bundle::offers).isPresent();
    }

    /** It is already as it is wanted: the operation that made it so is the answer. */
    private Receipt unchanged(Life life, Hearing hearing) {
        Operation made = register.operation(hearing.sql(), life.id(), life.content())
                .orElseThrow()
                .getValue();
        return new Receipt(life.subscription(), made, true);
    }

    private Receipt begin(Life life, Wish wish, Offering offering, Hearing hearing) {
        String operation = Hearing.newOperation();
        hearing.record(new ChangeOrdered(
                life.id(), operation, life.tenant(), wish.plan(), wish.content().digest(), wish.version()));
        register.keepContent(hearing.sql(), operation, wish.content());
        hearing.originated(life.id(), operation, life.tenant());
        // Nothing anywhere is made from the context.
        boolean onlyContext = !wish.changesPlan(life) && !wish.changesParameters(life) && !wish.changesVersion(life);
        if (offering.terms().immediate() || onlyContext) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return hearing.receipt(life);
    }
}
