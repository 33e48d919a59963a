package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.IMPATIENT;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.actes;
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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ChangingTest {
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
    void nothingOfAChangeHoldsUntilAllOfItDoes() {
        Receipt receipt = counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)));
        assertFalse(receipt.repeated());
        assertEquals(Operation.Kind.CHANGE, receipt.operation().kind());
        assertEquals(
                List.of("directory", "database", "instance", "check"),
                receipt.operation().standing());
        assertEquals(List.of(), receipt.operation().steps(), "it has done nothing itself yet");
        Subscription meanwhile = counter.find("s-1");
        assertEquals(Subscription.State.ACTIVE, meanwhile.state());
        assertEquals("actes-essentiel", meanwhile.plan());
        assertEquals(Map.of("delay", 3), meanwhile.parameters());
        assertEquals(
                Optional.of(new Subscription.Wanted(
                        "actes-complet", Map.of("delay", 5), Map.of("space_guid", "mairie"), Optional.of("1.0.0"))),
                meanwhile.wanted());

        counter.succeed("s-1");
        Subscription changed = counter.find("s-1");
        assertEquals("actes-complet", changed.plan());
        assertEquals(Map.of("delay", 5), changed.parameters());
        assertEquals(Map.of("space_guid", "mairie"), changed.context(), "what wasn't named stays");
        assertEquals(Optional.empty(), changed.wanted());
        assertEquals(1, counter.rows("broker_content"), "what held before is forgotten");
    }

    @OnBothStores
    void thePlanOfBeforeIsRememberedUntilThePlanChangesAgain() {
        assertEquals(Optional.empty(), counter.find("s-1").formerPlan());
        counter.broker.order(PLATFORM, plan("actes-complet", Map.of()));
        assertEquals(Optional.empty(), counter.find("s-1").formerPlan(), "it may fail");
        assertTrue(counter.find("s-1").mayBeCalledBy("actes-complet"), "as it is wanted");
        counter.fail("s-1");
        assertEquals(Optional.empty(), counter.find("s-1").formerPlan());

        counter.broker.order(PLATFORM, plan("actes-complet", Map.of()));
        counter.succeed("s-1");
        counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 9)));
        counter.succeed("s-1");
        assertEquals(Optional.of("actes-essentiel"), counter.find("s-1").formerPlan(), "the plan stayed");
        assertTrue(counter.find("s-1").mayBeCalledBy("actes-essentiel"));
        assertFalse(counter.find("s-1").mayBeCalledBy("another"));

        counter.broker.order(PLATFORM, plan("actes-essentiel", Map.of()));
        counter.succeed("s-1");
        assertEquals(Optional.of("actes-complet"), counter.find("s-1").formerPlan());
        counter.broker.order(PLATFORM, end("s-1"));
        assertEquals(Optional.of("actes-complet"), counter.find("s-1").formerPlan(), "also while it ends");
        counter.succeed("s-1");
        counter.active("s-1", NIMES);
        assertEquals(Optional.empty(), counter.find("s-1").formerPlan(), "another life");
    }

    /** A house that had changed plans before they were remembered. */
    @OnBothStores
    void formerPlansAreToldFromTheFirstEntryOn(Store store) {
        counter.broker.order(PLATFORM, plan("actes-complet", Map.of()));
        counter.succeed("s-1");
        counter.close();
        store.write(sql -> {
            sql.execute("DELETE FROM broker_former_plan");
            return sql.execute("DELETE FROM journal_projection WHERE name = 'broker-former-plans'");
        });

        counter = new Counter(store);
        assertEquals(Optional.of("actes-essentiel"), counter.find("s-1").formerPlan());
    }

    @OnBothStores
    void aChangeThatFailsLeavesEverythingAsItWas() {
        counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)));
        Operation failed = counter.fail("s-1");
        Subscription after = counter.find("s-1");
        assertEquals(Subscription.State.ACTIVE, after.state());
        assertEquals("actes-essentiel", after.plan());
        assertEquals(Map.of("delay", 3), after.parameters());
        assertTrue(after.wanted().isPresent(), "operations see what was wanted");

        Receipt again = counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)));
        assertFalse(again.repeated());
        assertNotEquals(failed.id(), again.operation().id());
        assertEquals(2, counter.rows("broker_content"), "what failed is forgotten with the next change");
        counter.succeed("s-1");
        assertEquals("actes-complet", counter.find("s-1").plan());
    }

    @OnBothStores
    void theSameChangeAgainIsTheSameOperation() {
        Receipt first = counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)));
        Receipt again = counter.broker.order(OPS, plan("actes-complet", Map.of("delay", 5)));
        assertTrue(again.repeated());
        assertEquals(first.operation(), again.operation());
        refused(
                counter,
                Reason.CONCURRENT,
                () -> counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 6))));
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)), IMPATIENT));

        Operation done = counter.succeed("s-1");
        Receipt after = counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 5)));
        assertTrue(after.repeated());
        assertEquals(done, after.operation());
        assertEquals(1, counter.entriesOf(ChangeOrdered.class));
    }

    @OnBothStores
    void whatIsAlreadySoNeedsNoEntry() {
        Operation made = counter.find("s-1").operation();
        Receipt receipt = counter.broker.order(PLATFORM, plan("actes-essentiel", Map.of("delay", 3)));
        assertTrue(receipt.repeated());
        assertEquals(made, receipt.operation());
        assertEquals(0, counter.entriesOf(ChangeOrdered.class));
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, plan("actes-essentiel", Map.of("delay", 3)), IMPATIENT));
    }

    @OnBothStores
    void anotherContextHoldsAtOnce() {
        Receipt receipt = counter.broker.order(PLATFORM, context(Map.of("space_guid", "école")), IMPATIENT);
        assertEquals(Operation.State.SUCCEEDED, receipt.operation().state());
        assertEquals(Map.of("space_guid", "école"), receipt.subscription().context());
        assertEquals(Map.of("delay", 3), receipt.subscription().parameters());
        // The order that made it has become another one.
        refused(counter, Reason.CONFLICT, () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES)));
        // A service that can't change otherwise lets its context change, too.
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "stockage", "stockage-plan"));
        counter.succeed("s-2");
        assertEquals(
                Operation.State.SUCCEEDED,
                counter.broker
                        .order(PLATFORM, new Order.Change("s-2", none(), none(), Optional.of(Map.of("a", 1)), none()))
                        .operation()
                        .state());
    }

    @OnBothStores
    void aVersionIsChangedOneSubscriptionAtATime() {
        counter.active("s-2", BERNIS);
        counter.apply(actes("1.1.0", "1.0.0"));
        assertEquals(Optional.of("1.0.0"), counter.find("s-1").version(), "standing ones stay where they are");
        counter.broker.order(PLATFORM, version("1.1.0"));
        counter.succeed("s-1");
        assertEquals(Optional.of("1.1.0"), counter.find("s-1").version());
        assertEquals(Optional.of("1.0.0"), counter.find("s-2").version());
        counter.broker.order(PLATFORM, version("1.0.0"));
        counter.succeed("s-1");
        assertEquals(Optional.of("1.0.0"), counter.find("s-1").version(), "and back again");
        refused(counter, Reason.INVALID, () -> counter.broker.order(PLATFORM, version("2.0.0")));
        counter.broker.order(PLATFORM, simple("s-3", NIMES, "stockage", "stockage-plan"));
        counter.succeed("s-3");
        refused(
                counter,
                Reason.INVALID,
                () -> counter.broker.order(
                        PLATFORM, new Order.Change("s-3", none(), none(), none(), Optional.of("1.0.0"))));
    }

    @OnBothStores
    void whatCantChangeIsRefused() {
        refused(counter, Reason.INVALID, () -> counter.broker.order(PLATFORM, plan("stockage-plan", Map.of())));
        assertTrue(refused(
                        counter,
                        Reason.INVALID,
                        () -> counter.broker.order(PLATFORM, plan("actes-complet", Map.of("delay", 31))))
                .contains("delay"));
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "parapheur", "parapheur-libre"));
        counter.broker.approve(OPS, "s-2");
        counter.succeed("s-2");
        refused(
                counter,
                Reason.NOT_ELIGIBLE,
                () -> counter.broker.order(
                        PLATFORM, new Order.Change("s-2", Optional.of("parapheur-plan"), none(), none(), none())));
        refused(
                counter,
                Reason.ASYNC_REQUIRED,
                () -> counter.broker.order(PLATFORM, plan("actes-complet", Map.of()), IMPATIENT));
        refused(
                counter,
                Reason.NOT_FOUND,
                () -> counter.broker.order(PLATFORM, new Order.Change("none", none(), none(), none(), none())));
    }

    @OnBothStores
    void onlyWhatIsInUseChanges() {
        counter.broker.order(OPS, new Order.Suspend("s-1", "Impayé."));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, context(Map.of())));
        counter.succeed("s-1");
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, context(Map.of())));
        counter.broker.order(OPS, new Order.Resume("s-1"));
        counter.succeed("s-1");
        counter.broker.order(contact(NIMES), new Order.Unsubscribe("s-1", true));
        refused(counter, Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, context(Map.of())));
        counter.broker.order(contact(NIMES), end("s-1"));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, context(Map.of())));
        counter.succeed("s-1");
        refused(counter, Reason.NOT_FOUND, () -> counter.broker.order(PLATFORM, context(Map.of())));
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, context(Map.of())));
    }

    @OnBothStores
    void anotherCommunesSubscriptionIsNotThere() {
        refused(counter, Reason.NOT_FOUND, () -> counter.broker.order(platformFor(BERNIS), context(Map.of())));
        refused(counter, Reason.NOT_FOUND, () -> counter.broker.order(contact(BERNIS), context(Map.of())));
        refused(counter, Reason.FORBIDDEN, () -> counter.broker.order(Counter.agent(NIMES), context(Map.of())));
        counter.broker.order(platformFor(NIMES), context(Map.of()));
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private static Order.Change plan(String plan, Map<String, Object> parameters) {
        return new Order.Change("s-1", Optional.of(plan), Optional.of(parameters), none(), none());
    }

    private static Order.Change context(Map<String, Object> context) {
        return new Order.Change("s-1", none(), none(), Optional.of(context), none());
    }

    private static Order.Change version(String version) {
        return new Order.Change("s-1", none(), none(), none(), Optional.of(version));
    }
}
