package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.IMPATIENT;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.actesFor;
import static fr.beffroi.broker.Counter.contact;
import static fr.beffroi.broker.Counter.convention;
import static fr.beffroi.broker.Counter.simple;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.decision.Decision.ConventionRecorded;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ApprovingTest {
    private Counter counter;

    /** Without any convention. */
    @BeforeEach
    void open(Store store) {
        counter = new Counter(store);
        counter.apply(Counter.whole());
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void nothingPaidIsMadeWithoutAConvention() {
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES), IMPATIENT));
        Receipt receipt = counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        assertEquals(State.REQUESTED, receipt.subscription().state());
        assertTrue(receipt.operation().isUnderWay());
        assertEquals(1, receipt.subscription().awaited().size());
        assertTrue(receipt.subscription().awaited().get(0).contains("convention"));
        assertTrue(counter.broker.order(PLATFORM, actesFor("s-1", NIMES)).repeated());
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.approve(OPS, "s-1"));

        List<Receipt> goingOn = counter.broker.recordConvention(OPS, convention(NIMES, "2026-014"));
        assertEquals(
                List.of("s-1"),
                goingOn.stream().map(one -> one.subscription().id()).toList());
        assertEquals(State.PROVISIONING, counter.state("s-1"));
        assertEquals(List.of(), counter.find("s-1").awaited());
        assertEquals(
                receipt.operation().id(), counter.find("s-1").operation().id(), "whoever follows it goes on following");
        assertEquals(Optional.of(convention(NIMES, "2026-014")), counter.broker.convention(contact(NIMES), NIMES));
        assertEquals(Optional.empty(), counter.broker.convention(contact(BERNIS), NIMES));

        // With a convention there is nothing to wait for.
        counter.broker.recordConvention(OPS, convention(BERNIS, "2026-015"));
        counter.broker.order(PLATFORM, actesFor("s-2", BERNIS));
        assertEquals(State.PROVISIONING, counter.state("s-2"));
        assertEquals(2, counter.entriesOf(SubscriptionApproved.class));
    }

    @OnBothStores
    void theIntercommunalityApprovesWhatItHasToApprove() {
        Receipt receipt = counter.broker.order(PLATFORM, simple("s-1", NIMES, "parapheur", "parapheur-plan"));
        assertEquals(2, receipt.subscription().awaited().size());
        assertEquals(
                List.of(),
                counter.broker.recordConvention(OPS, convention(NIMES, "2026-014")),
                "it waits for an approval, too");
        assertEquals(1, counter.find("s-1").awaited().size());
        refused(counter, Reason.FORBIDDEN, () -> counter.broker.approve(PLATFORM, "s-1"));
        refused(counter, Reason.NOT_FOUND, () -> counter.broker.approve(OPS, "none"));
        assertEquals(
                State.PROVISIONING,
                counter.broker.approve(OPS, "s-1").subscription().state());
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.approve(OPS, "s-1"));
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.turnDown(OPS, "s-1", "Trop tard."));

        // What is free needs no convention.
        counter.broker.order(PLATFORM, simple("s-2", BERNIS, "parapheur", "parapheur-libre"));
        assertEquals(
                State.PROVISIONING,
                counter.broker.approve(OPS, "s-2").subscription().state());
    }

    @OnBothStores
    void whatIsTurnedDownHasFailedWithNothingLeft() {
        counter.broker.order(PLATFORM, simple("s-1", NIMES, "parapheur", "parapheur-libre"));
        refused(counter, Reason.INVALID, () -> counter.broker.turnDown(OPS, "s-1", " "));
        Receipt receipt = counter.broker.turnDown(OPS, "s-1", "Budget épuisé pour 2026.");
        assertEquals(State.FAILED, receipt.subscription().state());
        assertEquals(Operation.State.FAILED, receipt.operation().state());
        assertEquals("Budget épuisé pour 2026.", receipt.operation().description());
        assertEquals(List.of(), receipt.subscription().awaited());
        assertFalse(receipt.subscription().stands());
        assertFalse(counter.broker
                .order(PLATFORM, simple("s-1", NIMES, "parapheur", "parapheur-libre"))
                .repeated());
    }

    @OnBothStores
    void aPlanThatIsPaidIsNotChangedToWithoutAConvention() {
        counter.broker.order(PLATFORM, simple("s-1", NIMES, "annuaire", "annuaire-simple"));
        counter.apply(Counter.offering(
                "annuaire",
                Optional.empty(),
                Counter.whole()[2].terms(),
                Counter.plan("annuaire-simple", "simple", "0"),
                Counter.plan("annuaire-payant", "payant", "1")));
        Order.Change change = new Order.Change(
                "s-1", Optional.of("annuaire-payant"), Optional.empty(), Optional.empty(), Optional.empty());
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, change));
        counter.broker.recordConvention(OPS, convention(NIMES, "2026-014"));
        assertEquals(
                "annuaire-payant",
                counter.broker.order(PLATFORM, change).subscription().plan());
    }

    @OnBothStores
    void aConventionIsRecordedOnceAndReplacedByAnother() {
        counter.broker.recordConvention(OPS, convention(NIMES, "2026-014"));
        counter.broker.recordConvention(OPS, convention(NIMES, "2026-014"));
        assertEquals(1, counter.entriesOf(ConventionRecorded.class));
        counter.broker.recordConvention(OPS, convention(NIMES, "2027-001"));
        assertEquals(
                Optional.of("2027-001"), counter.broker.convention(OPS, NIMES).map(Convention::number));
        refused(
                counter,
                Reason.INVALID,
                () -> counter.broker.recordConvention(OPS, convention(new Insee("75056"), "1")));
        refused(counter, Reason.FORBIDDEN, () -> counter.broker.recordConvention(PLATFORM, convention(NIMES, "1")));
    }

    @OnBothStores
    void filesDeclareConventionsAndASecondTimeChangesNothing() {
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        assertEquals(
                List.of("convention of 30189 Nîmes: 2026-014 new", "subscription s-1: goes on"),
                declare(NIMES, convention(NIMES, "2026-014")));
        assertEquals(State.PROVISIONING, counter.state("s-1"));
        assertEquals(List.of(), declare(NIMES, convention(NIMES, "2026-014")));
        assertEquals(
                List.of("convention of 30189 Nîmes: 2026-014 → 2027-001"),
                declare(NIMES, convention(NIMES, "2027-001")));
        assertThrows(Refusal.class, () -> declare(NIMES, convention(BERNIS, "2027-002")));
    }

    private List<String> declare(Insee commune, Convention convention) {
        Declaration bare = Counter.declaration();
        Declaration declaration = new Declaration(
                bare.intercommunality(),
                List.of(new Declaration.Household(
                        counter.town.find(commune).orElseThrow(), List.of(), Optional.of(convention))),
                List.of(),
                List.of(),
                List.of());
        DeclaredConventions conventions = new DeclaredConventions(counter.register);
        return counter.journal().decide(OPS, decisions -> conventions.apply(decisions, declaration));
    }
}
