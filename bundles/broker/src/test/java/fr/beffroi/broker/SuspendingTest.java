package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.IMPATIENT;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.end;
import static fr.beffroi.broker.Counter.simple;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Subscription;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SuspendingTest {
    private static final Order.Suspend SUSPEND = new Order.Suspend("s-1", "Impayé depuis mars.");
    private static final Order.Resume RESUME = new Order.Resume("s-1");

    private Counter counter;

    @BeforeEach
    void open(Store store) {
        counter = Counter.open(store);
        counter.active("s-1", NIMES);
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void aSuspensionHoldsFromTheOrderOnAndItsDelayIsKnown() {
        Receipt receipt = counter.broker.order(OPS, SUSPEND);
        assertEquals(Subscription.State.SUSPENDED, receipt.subscription().state());
        assertFalse(receipt.subscription().isUsable());
        assertTrue(receipt.operation().isUnderWay());
        assertTrue(receipt.operation().description().endsWith(SUSPEND.reason()));
        counter.clock.advance(Duration.ofSeconds(2));
        counter.done("s-1", "instance-suspended");
        counter.clock.advance(Duration.ofSeconds(3));
        counter.done("s-1", "directory-suspended");
        Operation done = counter.succeed("s-1");
        assertEquals(
                List.of(
                        new Operation.Step("instance-suspended", false, MovingClock.START.plusSeconds(2)),
                        new Operation.Step("directory-suspended", false, MovingClock.START.plusSeconds(5))),
                done.steps());
        assertEquals(Optional.of(Duration.ofSeconds(5)), done.took());
        assertEquals(Subscription.State.SUSPENDED, counter.state("s-1"));

        counter.broker.order(OPS, RESUME);
        assertEquals(Subscription.State.SUSPENDED, counter.state("s-1"), "shut until all is open again");
        assertEquals(6, counter.find("s-1").operation().standing().size());
        counter.undone("s-1", "directory-suspended");
        counter.undone("s-1", "instance-suspended");
        Operation resumed = counter.succeed("s-1");
        assertEquals(List.of("directory", "database", "instance", "check"), resumed.standing());
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
    }

    @OnBothStores
    void theSameAgainIsTheSameOperation() {
        Receipt first = counter.broker.order(OPS, SUSPEND);
        assertEquals(first.operation(), repeated(SUSPEND));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(OPS, RESUME));
        counter.succeed("s-1");
        assertEquals(first.operation().id(), repeated(SUSPEND).id());
        Receipt back = counter.broker.order(OPS, RESUME);
        assertEquals(back.operation(), repeated(RESUME));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(OPS, SUSPEND));
        counter.succeed("s-1");
        assertEquals(back.operation().id(), repeated(RESUME).id());
        assertFalse(counter.broker.order(OPS, SUSPEND).repeated());
    }

    private Operation repeated(Order order) {
        Receipt receipt = counter.broker.order(OPS, order);
        assertTrue(receipt.repeated());
        return receipt.operation();
    }

    @OnBothStores
    void whatFailedIsTriedAnewAndStaysShut() {
        counter.broker.order(OPS, SUSPEND);
        counter.fail("s-1");
        assertEquals(Subscription.State.SUSPENDED, counter.state("s-1"));
        assertFalse(counter.broker.order(OPS, SUSPEND).repeated());
        counter.succeed("s-1");
        counter.broker.order(OPS, RESUME);
        counter.fail("s-1");
        assertEquals(Subscription.State.SUSPENDED, counter.state("s-1"));
        assertFalse(counter.broker.order(OPS, RESUME).repeated());
        counter.succeed("s-1");
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
    }

    @OnBothStores
    void whatIsSuspendedCanBeEndedWithoutNotice() {
        counter.broker.order(OPS, SUSPEND);
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, end("s-1")));
        counter.succeed("s-1");
        Receipt receipt = counter.broker.order(PLATFORM, new Order.Unsubscribe("s-1", true));
        assertEquals(Optional.empty(), receipt.subscription().endsAt(), "nobody uses it, so nothing goes on");
        assertFalse(receipt.subscription().isUsable());
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(OPS, RESUME));
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(OPS, SUSPEND));
    }

    @OnBothStores
    void onlyOperationsSuspendAndOnlyWhatIsInUse() {
        refused(counter, Reason.FORBIDDEN, () -> counter.broker.order(PLATFORM, SUSPEND));
        refused(counter, Reason.FORBIDDEN, () -> counter.broker.order(Counter.contact(NIMES), RESUME));
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(OPS, RESUME));
        refused(counter, Reason.ASYNC_REQUIRED, () -> counter.broker.order(OPS, SUSPEND, IMPATIENT));
        refused(counter, Reason.NOT_FOUND, () -> counter.broker.order(OPS, new Order.Suspend("none", "Motif.")));
    }

    @OnBothStores
    void whatStandsByTheOrderAloneIsShutByIt() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "annuaire", "annuaire-simple"));
        Receipt receipt = counter.broker.order(OPS, new Order.Suspend("s-2", "Motif."), IMPATIENT);
        assertEquals(Operation.State.SUCCEEDED, receipt.operation().state());
        assertEquals(
                Subscription.State.ACTIVE,
                counter.broker
                        .order(OPS, new Order.Resume("s-2"), IMPATIENT)
                        .subscription()
                        .state());
    }
}
