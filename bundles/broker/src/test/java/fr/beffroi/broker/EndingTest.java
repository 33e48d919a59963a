package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.IMPATIENT;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.actesFor;
import static fr.beffroi.broker.Counter.contact;
import static fr.beffroi.broker.Counter.end;
import static fr.beffroi.broker.Counter.platformFor;
import static fr.beffroi.broker.Counter.simple;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Origin;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OrderOriginated;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class EndingTest {
    private static final Instant END_OF_NOTICE = MovingClock.START.plus(Duration.ofDays(Counter.NOTICE_DAYS));

    private Counter counter;

    @BeforeEach
    void open(Store store) {
        counter = Counter.open(store);
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void whatWasMadeBeforeItsServiceBecameImmediateIsTakenBackAllTheSame() {
        counter.broker.order(PLATFORM, Counter.simple("s-1", NIMES, "stockage", "stockage-plan"));
        counter.done("s-1", "directory");
        counter.succeed("s-1");
        Terms immediate = new Terms(
                true, false, Optional.empty(), false, 0, Terms.Population.ANY, List.of(), OptionalInt.empty());
        counter.apply(Counter.offering(
                "stockage", Optional.empty(), immediate, Counter.plan("stockage-plan", "standard", "2.50")));

        Receipt ending = counter.broker.order(PLATFORM, end("s-1"));

        assertEquals(Operation.State.IN_PROGRESS, ending.operation().state());
        assertEquals(List.of("directory"), ending.operation().standing());
    }

    @OnBothStores
    void whatIsBeingMadeIsGivenUp() {
        Receipt made = counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        counter.done("s-1", "directory");
        Receipt ending = counter.broker.order(PLATFORM, end("s-1"));
        assertEquals(Subscription.State.LEAVING, ending.subscription().state());
        assertEquals(List.of("directory"), ending.operation().standing());
        Operation abandoned = counter.operation(made);
        assertEquals(Operation.State.FAILED, abandoned.state());
        assertEquals("Commande abandonnée", abandoned.description());
        // A step that was under way when the end was ordered has to be taken back, too.
        counter.record(new StepDone("s-1", made.operation().id(), NIMES, "database"));
        assertEquals(
                List.of("directory", "database"),
                counter.find("s-1").operation().standing());
        // Whoever was making it says so too late.
        counter.succeeded(made);
        assertEquals(Subscription.State.LEAVING, counter.state("s-1"));
        assertEquals(Operation.State.FAILED, counter.operation(made).state());
        counter.succeed("s-1");
        assertEquals(Subscription.State.CLOSED, counter.state("s-1"));
    }

    @OnBothStores
    void aNoticeRunsAndTheServiceWithIt() {
        counter.active("s-1", NIMES);
        Receipt receipt = counter.broker.order(contact(NIMES), new Order.Unsubscribe("s-1", true));
        assertEquals(Subscription.State.LEAVING, receipt.subscription().state());
        assertEquals(Optional.of(END_OF_NOTICE), receipt.subscription().endsAt());
        assertTrue(receipt.subscription().isUsable());
        assertTrue(counter.broker
                .order(contact(NIMES), new Order.Unsubscribe("s-1", true))
                .repeated());
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(OPS, new Order.Suspend("s-1", "Motif.")));

        counter.clock.advance(Duration.ofDays(Counter.NOTICE_DAYS));
        assertTrue(counter.broker.order(contact(NIMES), end("s-1")).repeated(), "it is due anyway");
        counter.done("s-1", "archive");
        assertEquals(Optional.empty(), counter.find("s-1").endsAt());
        assertFalse(counter.find("s-1").isUsable(), "the end has begun");
    }

    @OnBothStores
    void aSecondEndWithoutNoticeCutsItShort() {
        counter.active("s-1", NIMES);
        Receipt noticed = counter.broker.order(contact(NIMES), new Order.Unsubscribe("s-1", true));
        Receipt cut = counter.broker.order(contact(NIMES), end("s-1"));
        assertFalse(cut.repeated());
        assertEquals(noticed.operation().id(), cut.operation().id(), "whoever follows it needn't look for another");
        assertEquals(Optional.empty(), cut.subscription().endsAt());
        assertFalse(cut.subscription().isUsable());
        assertEquals(2, counter.entriesOf(EndOrdered.class));
        assertTrue(counter.broker.order(contact(NIMES), end("s-1")).repeated());
        assertTrue(counter.broker
                .order(contact(NIMES), new Order.Unsubscribe("s-1", true))
                .repeated());
    }

    @OnBothStores
    void whatStandsByTheOrderAloneEndsByIt() {
        counter.broker.order(PLATFORM, simple("s-1", NIMES, "annuaire", "annuaire-simple"), IMPATIENT);
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
        Receipt receipt = counter.broker.order(PLATFORM, end("s-1"), IMPATIENT);
        assertEquals(Operation.State.SUCCEEDED, receipt.operation().state());
        assertEquals(Subscription.State.CLOSED, receipt.subscription().state());
    }

    @OnBothStores
    void whatWasOnlyRequestedEndsAtOnce() {
        Receipt requested = counter.broker.order(PLATFORM, simple("s-1", NIMES, "parapheur", "parapheur-libre"));
        Receipt receipt = counter.broker.order(PLATFORM, end("s-1"), IMPATIENT);
        assertEquals(Subscription.State.CLOSED, receipt.subscription().state());
        assertEquals(Operation.State.FAILED, counter.operation(requested).state());
        assertEquals(List.of(), receipt.subscription().awaited());
    }

    @OnBothStores
    void whoeverDoesntWaitIsToldSo() {
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES), IMPATIENT));
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES), IMPATIENT));
        counter.succeed("s-1");
        assertTrue(counter.broker
                .order(PLATFORM, actesFor("s-1", NIMES), IMPATIENT)
                .repeated());
        refused(counter, Reason.ASYNC_REQUIRED, () -> counter.broker.order(PLATFORM, end("s-1"), IMPATIENT));
        counter.broker.order(PLATFORM, end("s-1"));
        refused(counter, Reason.ASYNC_REQUIRED, () -> counter.broker.order(PLATFORM, end("s-1"), IMPATIENT));
        counter.succeed("s-1");
        refused(counter, Reason.GONE, () -> counter.broker.order(PLATFORM, end("s-1"), IMPATIENT));
    }

    @OnBothStores
    void aCommuneLeavesInTheMiddleOfAnythingButWorkOnWhatStands() {
        counter.active("s-1", NIMES);
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "stockage", "stockage-plan"));
        counter.broker.order(PLATFORM, simple("s-3", NIMES, "parapheur", "parapheur-plan"));
        counter.broker.order(
                PLATFORM,
                new Order.Change(
                        "s-1", Optional.of("actes-complet"), Optional.empty(), Optional.empty(), Optional.empty()));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.leave(OPS, NIMES, true));
        assertFalse(counter.town.isLeaving(NIMES));
        counter.succeed("s-1");
        List<Receipt> receipts = counter.broker.leave(OPS, NIMES, true);
        assertEquals(
                List.of(Subscription.State.LEAVING, Subscription.State.LEAVING, Subscription.State.CLOSED),
                receipts.stream().map(receipt -> receipt.subscription().state()).toList());
        assertEquals(Optional.of(END_OF_NOTICE), counter.find("s-1").endsAt());
        assertEquals(Optional.empty(), counter.find("s-2").endsAt(), "it was never in use");
    }

    @OnBothStores
    void platformsOfOtherCommunesLearnNothing() {
        counter.active("s-1", NIMES);
        var bernis = platformFor(BERNIS);
        refused(counter, Reason.GONE, () -> counter.broker.order(bernis, end("s-1")));
        assertEquals(
                refused(counter, Reason.GONE, () -> counter.broker.order(bernis, end("s-1"))),
                refused(counter, Reason.GONE, () -> counter.broker.order(bernis, end("s-9")))
                        .replace("s-9", "s-1"));
        String taken = refused(counter, Reason.CONFLICT, () -> counter.broker.order(bernis, actesFor("s-1", BERNIS)));
        assertFalse(taken.contains(NIMES.code()), taken);
        counter.broker.order(OPS, end("s-1"));
        assertEquals(
                taken,
                refused(counter, Reason.CONFLICT, () -> counter.broker.order(bernis, actesFor("s-1", BERNIS))),
                "whatever becomes of it");
        assertEquals(
                refused(counter, Reason.INVALID, () -> counter.broker.order(bernis, actesFor("s-2", NIMES)))
                        .replace(NIMES.code(), "75056"),
                refused(
                        counter,
                        Reason.INVALID,
                        () -> counter.broker.order(bernis, actesFor("s-2", new Insee("75056")))),
                "a commune of somebody else's is as unknown as one of no house");
        assertTrue(counter.broker.subscription(bernis, "s-1").isEmpty());
        assertEquals(List.of(), counter.broker.subscriptions(bernis));
    }

    @OnBothStores
    void whoAskedIsKeptBesideTheJournalAndGoesWithTheSubscription() {
        Origin origin = new Origin("cloudfoundry", Map.of("user_id", "dupont@nimes.fr"));
        Manner manner = new Manner(true, Optional.of(origin));
        Receipt receipt = counter.broker.order(PLATFORM, actesFor("s-1", NIMES), manner);
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES), manner);
        assertEquals(1, counter.entriesOf(OrderOriginated.class), "asked again it is the same order");
        assertEquals(
                Optional.of(origin),
                counter.register.read(
                        sql -> counter.register.origin(sql, receipt.operation().id())));
        counter.journal()
                .read(0, 1000)
                .forEach(entry -> assertFalse(entry.toString().contains("dupont"), entry.toString()));
        counter.succeed("s-1");
        counter.broker.order(PLATFORM, end("s-1"), manner);
        assertEquals(2, counter.rows("broker_origin"));
        counter.succeed("s-1");
        assertEquals(0, counter.rows("broker_origin"));
        assertEquals(0, counter.rows("broker_content"));
    }
}
