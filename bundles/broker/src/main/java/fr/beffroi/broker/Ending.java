package fr.beffroi.broker;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation.Kind;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.tenancy.Departures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Subscriptions end, one by one or all of a commune. */
final class Ending {
    private final Register register;
    private final Rules rules;
    private final Departures departures;

    Ending(Register register, Rules rules, Departures departures) {
        this.register = register;
        this.rules = rules;
        this.departures = departures;
    }

    Receipt unsubscribe(Order.Unsubscribe order, Hearing hearing) {
        Life life = register.life(hearing.sql(), order.subscription())
                .filter(found -> hearing.actor().mayOrderFor(found.tenant()) && !found.is(State.CLOSED))
                .orElseThrow(() ->
                        new Refusal(Reason.GONE, "There is no subscription " + order.subscription() + " to end."));
        requireEndable(life, hearing);
        return end(life, order.notice(), hearing);
    }

    List<Receipt> leave(Insee tenant, boolean notice, Hearing hearing) {
        if (!rules.isKnown(tenant)) {
            throw new Refusal(Reason.NOT_FOUND, "No commune of this house has the INSEE code " + tenant + ".");
        }
        List<Life> standing = register.standing(hearing.sql(), tenant);
        standing.forEach(life -> requireEndable(life, hearing));
        if (!departures.isLeaving(tenant)) {
            departures.decide(hearing.decisions(), tenant);
        }
        List<Receipt> receipts = new ArrayList<>();
        for (Life life : standing) {
            receipts.add(end(life, notice, hearing));
        }
        return receipts;
    }

    /** What is being made is given up for it, what is being ended already can be; any other work goes before. */
    private void requireEndable(Life life, Hearing hearing) {
        Kind kind = life.operation().kind();
        if (life.operation().isUnderWay() && kind != Kind.SUBSCRIBE && kind != Kind.UNSUBSCRIBE) {
            throw Rules.concurrent(life, life.operation());
        }
        rules.requireNoBindingWork(hearing.sql(), life);
    }

    /**
     * Ends a life, or tells of the operation that is ending it. One whose end failed gets another operation. One of which nothing
     * stands is closed at once: its place may be somebody else's by now, so nobody may go there to take anything back.
     */
    private Receipt end(Life life, boolean notice, Hearing hearing) {
        if (life.is(State.LEAVING) && life.operation().isUnderWay()) {
            return notice || !life.isUnderNotice(hearing.now()) ? repeated(life, hearing) : cutNotice(life, hearing);
        }
        Optional<Instant> notBefore = notice ? endOfNotice(life, hearing) : Optional.empty();
        return begin(life, Hearing.newOperation(), notBefore, hearing);
    }

    private static Receipt repeated(Life life, Hearing hearing) {
        hearing.requireTime();
        return new Receipt(life.subscription(), life.operation(), true);
    }

    /** Under the same operation, so that whoever follows it needn't look for another. */
    private Receipt cutNotice(Life life, Hearing hearing) {
        return begin(life, life.operation().id(), Optional.empty(), hearing);
    }

    private Receipt begin(Life life, String operation, Optional<Instant> notBefore, Hearing hearing) {
        boolean nothingMade = !life.stands() || life.is(State.REQUESTED);
        boolean atOnce = nothingMade || notBefore.isEmpty() && rules.isImmediate(hearing.sql(), life);
        if (!atOnce) {
            hearing.requireTime();
        }
        hearing.record(new EndOrdered(life.id(), operation, life.tenant(), notBefore));
        if (!operation.equals(life.operation().id())) {
            hearing.originated(life.id(), operation, life.tenant());
        }
        if (atOnce) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return hearing.receipt(life);
    }

    /** Only what is in use goes on until then. */
    private Optional<Instant> endOfNotice(Life life, Hearing hearing) {
        int days = Register.offering(hearing.sql(), life.subscription().offering())
                .map(offering -> offering.terms().noticeDays())
                .orElse(0);
        return days > 0 && life.is(State.ACTIVE)
                ? Optional.of(hearing.now().plus(Duration.ofDays(days)))
                : Optional.empty();
    }
}
