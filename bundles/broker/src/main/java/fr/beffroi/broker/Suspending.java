package fr.beffroi.broker;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Operation.Kind;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ResumptionOrdered;
import fr.beffroi.api.decision.Decision.SuspensionOrdered;

/** A subscription is shut for a while, and opened again. */
final class Suspending {
    private final Register register;
    private final Rules rules;

    Suspending(Register register, Rules rules) {
        this.register = register;
        this.rules = rules;
    }

    /** Suspended again, for whatever reason, it is the same suspension; one that failed is tried anew. */
    Receipt suspend(Order.Suspend order, Hearing hearing) {
        Life life = require(order, hearing);
        if (life.is(State.SUSPENDED) && isDoing(life, Kind.SUSPEND)) {
            return repeated(life, hearing);
        }
        if (!life.is(State.SUSPENDED)) {
            require(life, State.ACTIVE, "suspended", hearing);
        }
        rules.requireFree(hearing.sql(), life);
        String operation = Hearing.newOperation();
        return begin(
                life, operation, new SuspensionOrdered(life.id(), operation, life.tenant(), order.reason()), hearing);
    }

    Receipt resume(Order.Resume order, Hearing hearing) {
        Life life = require(order, hearing);
        if (isDoing(life, Kind.RESUME)) {
            return repeated(life, hearing);
        }
        require(life, State.SUSPENDED, "resumed", hearing);
        rules.requireFree(hearing.sql(), life);
        String operation = Hearing.newOperation();
        return begin(life, operation, new ResumptionOrdered(life.id(), operation, life.tenant()), hearing);
    }

    private Life require(Order order, Hearing hearing) {
        hearing.actor().require(Role.STAFF, Role.SYSTEM);
        return register.life(hearing.sql(), order.subscription())
                .filter(found -> !found.is(State.CLOSED) && !found.is(State.FAILED))
                .orElseThrow(
                        () -> new Refusal(Reason.NOT_FOUND, "There is no subscription " + order.subscription() + "."));
    }

    private void require(Life life, State state, String what, Hearing hearing) {
        if (life.is(state)) {
            return;
        }
        if (!life.is(State.LEAVING)) {
            rules.requireFree(hearing.sql(), life);
        }
        throw new Refusal(
                Reason.NOT_ELIGIBLE,
                "The subscription " + life.id() + " is " + life.subscription().state() + ", so it can't be " + what
                        + ".");
    }

    private static boolean isDoing(Life life, Kind kind) {
        return life.operation().kind() == kind && life.operation().state() != Operation.State.FAILED;
    }

    private static Receipt repeated(Life life, Hearing hearing) {
        hearing.requireTimeFor(life.operation());
        return new Receipt(life.subscription(), life.operation(), true);
    }

    private Receipt begin(Life life, String operation, Decision decision, Hearing hearing) {
        boolean atOnce = rules.isImmediate(hearing.sql(), life);
        if (!atOnce) {
            hearing.requireTime();
        }
        hearing.record(decision);
        hearing.originated(life.id(), operation, life.tenant());
        if (atOnce) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return hearing.receipt(life);
    }
}
