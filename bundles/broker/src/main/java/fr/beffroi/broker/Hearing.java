package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.OrderOriginated;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * An order at the counter, within the decision that accepts or refuses it.
 *
 * @param actor who orders
 * @param manner how they ask
 * @param decisions the transaction
 * @param register as it stands in that transaction
 */
record Hearing(Actor actor, Manner manner, Decisions decisions, Register register) {

    Handle sql() {
        return decisions.sql();
    }

    Instant now() {
        return decisions.now();
    }

    Entry record(Decision decision) {
        return decisions.record(decision);
    }

    static String newOperation() {
        return UUID.randomUUID().toString();
    }

    /** Keeps who asked, when the platform says so: in the journal by a digest, word for word beside it. */
    void originated(String subscription, String operation, Insee commune) {
        manner.origin().ifPresent(origin -> {
            record(new OrderOriginated(
                    subscription, operation, commune, origin.platform(), Json.digest(origin.identity())));
            register.keepOrigin(sql(), operation, origin);
        });
    }

    /** What was ordered has nothing to be made anywhere: it is done. */
    void succeed(String subscription, String operation, Insee commune) {
        record(new OperationSucceeded(subscription, operation, commune));
    }

    /** Refuses an order that this decision can't finish, when whoever orders doesn't wait. */
    void requireTime() {
        if (!manner.waits()) {
            throw new Refusal(
                    Reason.ASYNC_REQUIRED,
                    "This takes a while: say that you wait for it (accepts_incomplete=true) and ask how far it is.");
        }
    }

    /** Refuses to answer with work under way when whoever orders doesn't wait. */
    void requireTimeFor(Operation operation) {
        if (operation.isUnderWay()) {
            requireTime();
        }
    }

    /** The answer to a new order. */
    Broker.Receipt receipt(Life before) {
        return receipt(before.number());
    }

    /** The answer to a new order, on the life of that number. */
    Broker.Receipt receipt(long number) {
        Subscription now = life(number).subscription();
        return new Broker.Receipt(now, now.operation(), false);
    }

    /** The life of that number, as it stands now. */
    Life life(long number) {
        return register.life(sql(), number).orElseThrow();
    }
}
