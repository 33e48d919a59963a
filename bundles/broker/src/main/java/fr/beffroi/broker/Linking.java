package fr.beffroi.broker;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings.Receipt;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.Terms.BindingTerms.Access;
import fr.beffroi.api.decision.Decision.BindingOrdered;
import fr.beffroi.api.decision.Decision.UnbindingOrdered;
import fr.beffroi.tenancy.Directory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A program gets access to what a commune has subscribed to, and loses it. */
final class Linking {
    private final Register register;
    private final Directory directory;
    private final BindingKey key;

    Linking(Register register, Directory directory, BindingKey key) {
        this.register = register;
        this.directory = directory;
        this.key = key;
    }

    Receipt bind(Order.Bind order, Hearing hearing) {
        Life life = find(order, hearing)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "There is no subscription " + order.subscription() + " to bind."));
        // Before the plan is looked at: the same id under another plan is a conflict, not a mistake.
        Optional<Bond> before =
                register.bond(hearing.sql(), life, order.binding()).filter(Bond::stands);
        if (before.isPresent()) {
            return again(before.get(), order, hearing);
        }
        requireInUse(life, hearing);
        Offering offering =
                Register.offering(hearing.sql(), life.subscription().offering()).orElseThrow();
        Plan plan = Rules.requirePlan(offering, life.subscription().plan());
        order.plan().filter(given -> !given.equals(plan.id())).ifPresent(given -> {
            throw Refusal.invalid(
                    "The subscription " + life.id() + " is one to the plan " + plan.id() + ", not " + given + ".");
        });
        BindingTerms terms = offering.binding(plan)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "The plan " + plan.name() + " of " + offering.name() + " can't be bound."));
        Map<String, Object> content = order.predecessor()
                .map(predecessor -> predecessor(life, predecessor, terms, offering, hearing)
                        .binding()
                        .content())
                .orElse(order.content());
        return begin(life, order, terms, content, hearing);
    }

    /** Where the actor orders, and something is there that could be bound now or later. */
    private Optional<Life> find(Order order, Hearing hearing) {
        return register.life(hearing.sql(), order.subscription())
                .filter(life -> hearing.actor().mayOrderFor(life.tenant())
                        && !life.is(Subscription.State.CLOSED)
                        && !life.is(Subscription.State.FAILED));
    }

    /** An order whose id stands: the very same order is answered as it was, anything else is refused. */
    private static Receipt again(Bond bond, Order.Bind order, Hearing hearing) {
        if (bond.is(Binding.State.ENDING) && bond.operation().isUnderWay()) {
            throw concurrent(bond);
        }
        if (bond.is(Binding.State.ENDING) || bond.is(Binding.State.FAILED)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "Something of the binding " + bond.id() + " is left from before; end it first, then order again.");
        }
        boolean samePlan =
                order.plan().filter(plan -> !plan.equals(bond.binding().plan())).isEmpty();
        boolean sameContent =
                order.predecessor().isPresent() || Json.digest(order.content()).equals(bond.digest());
        if (!samePlan
                || !sameContent
                || !order.predecessor().equals(bond.binding().predecessor())) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "The binding " + bond.id() + " stands with other content; choose another id, or send the same"
                            + " order.");
        }
        hearing.requireTimeFor(bond.operation());
        return new Receipt(bond.binding(), true);
    }

    /** Programs need a successor of what expires also while a notice runs. */
    private static void requireInUse(Life life, Hearing hearing) {
        if (life.isUnderNotice(hearing.now())) {
            return;
        }
        if (life.operation().isUnderWay()) {
            throw Rules.concurrent(life, life.operation());
        }
        if (!life.is(Subscription.State.ACTIVE)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The subscription " + life.id() + " isn't in use ("
                            + life.subscription().state() + "), so nothing can be bound to it.");
        }
    }

    private Bond predecessor(Life life, String predecessor, BindingTerms terms, Offering offering, Hearing hearing) {
        if (!terms.rotatable()) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "Bindings of the service " + offering.name() + " can't be rotated: bind anew, then end the old"
                            + " binding.");
        }
        return register.bond(hearing.sql(), life, predecessor)
                .filter(bond -> bond.is(Binding.State.ACTIVE) && !bond.binding().isExpired(hearing.now()))
                .orElseThrow(() -> Refusal.invalid("The subscription " + life.id() + " has no binding " + predecessor
                        + " in force whose place another could take."));
    }

    private Receipt begin(
            Life life, Order.Bind order, BindingTerms terms, Map<String, Object> content, Hearing hearing) {
        String credential = UUID.randomUUID().toString();
        boolean atOnce = terms.access() == Access.INSTANCE;
        if (!atOnce) {
            requireReachable(life, credential);
            hearing.requireTime();
        }
        Optional<Instant> expiresAt = terms.lifetimeDays().isPresent()
                ? Optional.of(
                        hearing.now().plus(Duration.ofDays(terms.lifetimeDays().getAsInt())))
                : Optional.empty();
        String operation = Hearing.newOperation();
        hearing.record(new BindingOrdered(
                life.id(),
                order.binding(),
                operation,
                life.tenant(),
                credential,
                Json.digest(content),
                order.predecessor(),
                expiresAt));
        register.keepContent(hearing.sql(), operation, new Content(Map.of(), content));
        register.keepCredential(hearing.sql(), credential, BindingKey.hash(key.secret(credential)));
        hearing.originated(life.id(), operation, life.tenant());
        if (atOnce) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return receipt(life, order.binding(), hearing);
    }

    private void requireReachable(Life life, String credential) {
        if (directory.programAccess(life.tenant(), credential).isEmpty()) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "Programs can't reach the directory of this house: it runs inside it, without a port. Operations can"
                            + " open one, or set an external directory.");
        }
    }

    Receipt unbind(Order.Unbind order, Hearing hearing) {
        Life life = register.life(hearing.sql(), order.subscription())
                .filter(found -> hearing.actor().mayOrderFor(found.tenant()))
                .orElseThrow(() -> gone(order));
        Bond bond = register.bond(hearing.sql(), life, order.binding())
                .filter(found -> !found.is(Binding.State.CLOSED))
                .orElseThrow(() -> gone(order));
        if (bond.is(Binding.State.ENDING) && bond.operation().isUnderWay()) {
            hearing.requireTime();
            return new Receipt(bond.binding(), true);
        }
        if (life.operation().isUnderWay() && !life.isUnderNotice(hearing.now())) {
            throw Rules.concurrent(life, life.operation());
        }
        return end(life, bond, hearing);
    }

    /** What is being made is given up for it. Of an instance's credential nothing stands anywhere but here. */
    private Receipt end(Life life, Bond bond, Hearing hearing) {
        boolean atOnce = bond.access() == Access.INSTANCE || !bond.stands();
        if (!atOnce) {
            hearing.requireTime();
        }
        String operation = Hearing.newOperation();
        hearing.record(new UnbindingOrdered(life.id(), bond.id(), operation, life.tenant()));
        hearing.originated(life.id(), operation, life.tenant());
        if (atOnce) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return receipt(life, bond.id(), hearing);
    }

    private Receipt receipt(Life life, String binding, Hearing hearing) {
        return new Receipt(
                register.bond(hearing.sql(), life, binding).orElseThrow().binding(), false);
    }

    private static Refusal gone(Order.Unbind order) {
        return new Refusal(
                Reason.GONE,
                "The subscription " + order.subscription() + " has no binding " + order.binding() + " to end.");
    }

    private static Refusal concurrent(Bond bond) {
        Operation operation = bond.operation();
        return new Refusal(
                Reason.CONCURRENT,
                "The binding " + bond.id() + " is being ended (" + operation.id()
                        + "); order again when it has ended.");
    }
}
