package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.AUDITOR;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.actesFor;
import static fr.beffroi.broker.Counter.agent;
import static fr.beffroi.broker.Counter.contact;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.CAISSARGUES;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

class JournaledBrokerTest {
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
    void theCatalogueIsListedByName() {
        assertEquals(
                List.of("actes", "annuaire", "archives", "parapheur", "stockage"),
                counter.broker.catalogue().stream().map(Offering::name).toList());
        assertEquals(Counter.actes("1.0.0"), counter.broker.catalogue().get(0));
    }

    @OnBothStores
    void anOrderIsAcceptedAndFollowedToItsEnd() {
        Receipt receipt = counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        assertFalse(receipt.repeated());
        assertEquals(Subscription.State.PROVISIONING, receipt.subscription().state());
        assertEquals(Operation.State.IN_PROGRESS, receipt.operation().state());
        assertEquals(Operation.Kind.SUBSCRIBE, receipt.operation().kind());
        assertEquals(Map.of("space_guid", "mairie"), receipt.subscription().context());

        counter.done("s-1", "directory");
        counter.done("s-1", "database");
        Operation half = counter.find("s-1").operation();
        assertEquals(List.of("directory", "database"), half.standing());
        assertEquals("Base de données prête", half.description());
        counter.undone("s-1", "database");
        assertEquals(List.of("directory"), counter.find("s-1").operation().standing());

        Operation ended = counter.succeed("s-1");
        assertEquals(Operation.State.SUCCEEDED, ended.state());
        assertTrue(ended.endedAt().isPresent());
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
        assertEquals(Optional.of(ended), counter.broker.operation(PLATFORM, "s-1", ended.id()));
    }

    @OnBothStores
    void theSameOrderAgainIsAnsweredWithTheSameOperation() {
        Receipt first = counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        Receipt again = counter.broker.order(OPS, actesFor("s-1", NIMES));
        assertTrue(again.repeated());
        assertEquals(first.operation(), again.operation());
        counter.succeed("s-1");
        assertTrue(counter.broker.order(PLATFORM, actesFor("s-1", NIMES)).repeated());
        assertEquals(1, counter.entriesOf(SubscriptionOrdered.class));
    }

    @OnBothStores
    void contentIsTheSameWhateverTheOrderOfItsKeys() {
        Map<String, Object> content = Map.of("parameters", Map.of("a", 1, "b", List.of(true, "x")), "space_guid", "m");
        counter.broker.order(PLATFORM, subscribe("s-1", content));
        Map<String, Object> shuffled = new java.util.LinkedHashMap<>();
        shuffled.put("space_guid", "m");
        Map<String, Object> parameters = new java.util.LinkedHashMap<>();
        parameters.put("b", List.of(true, "x"));
        parameters.put("a", 1);
        shuffled.put("parameters", parameters);
        assertTrue(counter.broker.order(PLATFORM, subscribe("s-1", shuffled)).repeated());
    }

    @OnBothStores
    void anIdThatStandsWithOtherContentIsAConflict() {
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        refused(Reason.CONFLICT, () -> counter.broker.order(PLATFORM, actesFor("s-1", BERNIS)));
        refused(Reason.CONFLICT, () -> counter.broker.order(PLATFORM, subscribe("s-1", Map.of("space_guid", "école"))));
        refused(
                Reason.CONFLICT,
                () -> counter.broker.order(
                        PLATFORM,
                        new Order.Subscribe(
                                "s-1", NIMES, "actes-id", "actes-complet", Map.of(), Map.of("space_guid", "mairie"))));
        refused(
                Reason.CONFLICT,
                () -> counter.broker.order(
                        PLATFORM,
                        new Order.Subscribe(
                                "s-1",
                                NIMES,
                                "stockage-id",
                                "stockage-plan",
                                Map.of(),
                                Map.of("space_guid", "mairie"))));
    }

    @OnBothStores
    void aWrongOrderIsRefusedAndLeavesNothing() {
        long before = counter.journal().head();
        refused(Reason.INVALID, () -> counter.broker.order(PLATFORM, actesFor("s-1", new Insee("75056"))));
        refused(
                Reason.INVALID,
                () -> counter.broker.order(
                        PLATFORM, new Order.Subscribe("s-1", NIMES, "none", "none", Map.of(), Map.of())));
        refused(
                Reason.INVALID,
                () -> counter.broker.order(
                        PLATFORM, new Order.Subscribe("s-1", NIMES, "actes-id", "stockage-plan", Map.of(), Map.of())));
        refused(Reason.FORBIDDEN, () -> counter.broker.order(contact(BERNIS), actesFor("s-1", NIMES)));
        refused(Reason.FORBIDDEN, () -> counter.broker.order(agent(NIMES), actesFor("s-1", NIMES)));
        refused(Reason.FORBIDDEN, () -> counter.broker.order(AUDITOR, actesFor("s-1", NIMES)));
        refused(Reason.UNAUTHENTICATED, () -> counter.broker.order(Actor.visitor(), actesFor("s-1", NIMES)));
        assertEquals(before, counter.journal().head());
        assertTrue(counter.broker.subscriptions(OPS).isEmpty());
    }

    @OnBothStores
    void aCommuneHasAServiceOnce() {
        counter.broker.order(contact(NIMES), actesFor("s-1", NIMES));
        refused(Reason.NOT_ELIGIBLE, () -> counter.broker.order(contact(NIMES), actesFor("s-2", NIMES)));
        counter.broker.order(contact(BERNIS), actesFor("s-2", BERNIS));
        counter.broker.order(
                contact(NIMES), new Order.Subscribe("s-3", NIMES, "stockage-id", "stockage-plan", Map.of(), Map.of()));
        assertEquals(3, counter.broker.subscriptions(OPS).size());
    }

    @OnBothStores
    void everybodySeesTheirOwnOnly() {
        String operation =
                counter.broker.order(OPS, actesFor("s-1", NIMES)).operation().id();
        counter.succeed("s-1");
        assertTrue(counter.broker.subscription(agent(NIMES), "s-1").isPresent());
        assertTrue(counter.broker.subscription(AUDITOR, "s-1").isPresent());
        assertEquals(1, counter.broker.subscriptions(contact(NIMES)).size());

        assertTrue(counter.broker.subscription(contact(BERNIS), "s-1").isEmpty());
        assertTrue(counter.broker.subscription(Actor.visitor(), "s-1").isEmpty());
        assertTrue(counter.broker.operation(contact(BERNIS), "s-1", operation).isEmpty());
        assertTrue(counter.broker.operation(OPS, "s-2", operation).isEmpty());
        assertTrue(counter.broker.subscriptions(contact(BERNIS)).isEmpty());
        assertTrue(counter.broker.subscriptions(Actor.visitor()).isEmpty());
        refused(Reason.GONE, () -> counter.broker.order(contact(BERNIS), Counter.end("s-1")));
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
    }

    @OnBothStores
    void anEndBeginsWithWhatStandsAndClosesTheSubscription() {
        counter.active("s-1", NIMES);
        Receipt end = counter.broker.order(contact(NIMES), Counter.end("s-1"));
        assertFalse(end.repeated());
        assertEquals(Subscription.State.LEAVING, end.subscription().state());
        assertEquals(
                List.of("directory", "database", "instance", "check"),
                end.operation().standing());

        Receipt again = counter.broker.order(contact(NIMES), Counter.end("s-1"));
        assertTrue(again.repeated());
        assertEquals(end.operation(), again.operation());
        refused(Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES)));
        refused(Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, actesFor("s-2", NIMES)));

        for (String step : List.of("check", "instance", "database", "directory")) {
            counter.undone("s-1", step);
        }
        assertEquals(List.of(), counter.succeed("s-1").standing());
        assertEquals(Subscription.State.CLOSED, counter.state("s-1"));
        assertEquals(Map.of(), counter.find("s-1").context(), "what was ordered is forgotten with the subscription");
        refused(Reason.GONE, () -> counter.broker.order(contact(NIMES), Counter.end("s-1")));
        refused(Reason.GONE, () -> counter.broker.order(OPS, Counter.end("never-there")));
    }

    @OnBothStores
    void anIdCanLiveAgainAndItsFirstLifeIsRemembered() {
        counter.active("s-1", NIMES);
        String made = counter.find("s-1").operation().id();
        String ended = counter.broker.order(OPS, Counter.end("s-1")).operation().id();
        counter.succeed("s-1");

        counter.broker.order(PLATFORM, actesFor("s-1", BERNIS));
        assertEquals(BERNIS, counter.find("s-1").tenant());
        assertEquals(
                Set.of(Subscription.State.CLOSED, Subscription.State.PROVISIONING),
                counter.broker.subscriptions(OPS).stream()
                        .map(Subscription::state)
                        .collect(Collectors.toSet()));
        assertTrue(counter.broker.operation(OPS, "s-1", made).isPresent());
        assertTrue(counter.broker.operation(contact(NIMES), "s-1", ended).isPresent());
        assertTrue(counter.broker.operation(contact(BERNIS), "s-1", ended).isEmpty(), "it was another commune's");
        assertEquals(
                Subscription.State.CLOSED,
                counter.broker.subscription(contact(NIMES), "s-1").orElseThrow().state());
    }

    @OnBothStores
    void whatFailedCleanlyCanBeOrderedAgain() {
        String first = counter.broker
                .order(PLATFORM, actesFor("s-1", NIMES))
                .operation()
                .id();
        assertEquals(Operation.State.FAILED, counter.fail("s-1").state());
        assertEquals(Subscription.State.FAILED, counter.state("s-1"));
        Receipt again = counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        assertFalse(again.repeated());
        assertNotEquals(first, again.operation().id());
    }

    @OnBothStores
    void theEndOfWhatFailedCleanlyTouchesNothingOfItsSuccessor() {
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        counter.fail("s-1");
        counter.active("s-2", NIMES);
        Receipt end = counter.broker.order(PLATFORM, Counter.end("s-1"));
        assertEquals(Operation.State.SUCCEEDED, end.operation().state(), "there is nothing to carry out");
        assertEquals(Subscription.State.CLOSED, counter.state("s-1"));
        assertEquals(Subscription.State.ACTIVE, counter.state("s-2"));
    }

    @OnBothStores
    void whatFailedAndLeftSomethingHasToBeEndedFirst() {
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        assertEquals(
                List.of("base 30189/actes"),
                counter.fail("s-1", "base 30189/actes").leftovers());
        refused(Reason.CONFLICT, () -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES)));
        refused(Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, actesFor("s-2", NIMES)));
        counter.broker.order(PLATFORM, Counter.end("s-1"));
        assertEquals(Subscription.State.LEAVING, counter.state("s-1"));
        counter.succeed("s-1");
        assertFalse(counter.broker.order(PLATFORM, actesFor("s-1", NIMES)).repeated());
    }

    @OnBothStores
    void anEndThatFailedIsOrderedAnew() {
        counter.active("s-1", NIMES);
        String first = counter.broker.order(OPS, Counter.end("s-1")).operation().id();
        counter.undone("s-1", "check");
        counter.fail("s-1", "base 30189/actes");
        assertEquals(Subscription.State.LEAVING, counter.state("s-1"));
        Receipt second = counter.broker.order(OPS, Counter.end("s-1"));
        assertFalse(second.repeated());
        assertNotEquals(first, second.operation().id());
        assertEquals(
                List.of("directory", "database", "instance"), second.operation().standing());
    }

    @OnBothStores
    void aCommuneLeavesWithAllItsSubscriptions() {
        counter.active("s-1", NIMES);
        counter.broker.order(
                PLATFORM, new Order.Subscribe("s-2", NIMES, "stockage-id", "stockage-plan", Map.of(), Map.of()));
        counter.succeed("s-2");
        String ending =
                counter.broker.order(OPS, Counter.end("s-2")).operation().id();
        counter.active("s-3", BERNIS);

        List<Receipt> receipts = counter.broker.leave(OPS, NIMES, false);
        assertEquals(
                List.of("s-1", "s-2"),
                receipts.stream().map(receipt -> receipt.subscription().id()).toList());
        assertEquals(ending, receipts.get(1).operation().id());
        assertTrue(receipts.get(1).repeated());
        assertEquals(Subscription.State.ACTIVE, counter.state("s-3"), "the neighbours notice nothing");
        refused(Reason.NOT_ELIGIBLE, () -> counter.broker.order(PLATFORM, actesFor("s-9", NIMES)));

        counter.broker.leave(OPS, NIMES, false);
        assertEquals(1, counter.entriesOf(DepartureDecided.class), "said once");
        assertEquals(2, counter.entriesOf(EndOrdered.class));
        assertEquals(List.of(), counter.broker.leave(OPS, CAISSARGUES, false));
        refused(Reason.NOT_FOUND, () -> counter.broker.leave(OPS, new Insee("75056"), false));
        refused(Reason.FORBIDDEN, () -> counter.broker.leave(contact(BERNIS), BERNIS, false));
        refused(Reason.FORBIDDEN, () -> counter.broker.leave(PLATFORM, BERNIS, false));
    }

    @OnBothStores
    void twentyAtTheSameMomentGetOneOperation() throws Exception {
        List<Callable<Receipt>> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(() -> counter.broker.order(PLATFORM, actesFor("s-1", NIMES)));
        }
        List<Receipt> receipts = AtOnce.run(orders);
        assertEquals(
                1,
                receipts.stream()
                        .map(receipt -> receipt.operation().id())
                        .distinct()
                        .count());
        assertEquals(1, receipts.stream().filter(receipt -> !receipt.repeated()).count());
        assertEquals(1, counter.entriesOf(SubscriptionOrdered.class));
    }

    @OnBothStores
    void anOrderAndAnEndAtTheSameMomentLeaveNothingHalfDone() throws Exception {
        counter.active("s-1", NIMES);
        List<Callable<Boolean>> orders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            orders.add(() -> accepted(actesFor("s-1", NIMES)));
            orders.add(() -> accepted(Counter.end("s-1")));
        }
        AtOnce.run(orders);
        assertEquals(1, counter.entriesOf(EndOrdered.class));
        assertEquals(1, counter.entriesOf(SubscriptionOrdered.class), "an id that is being left isn't given again");
        assertEquals(Subscription.State.LEAVING, counter.state("s-1"));
        counter.succeed("s-1");
        assertFalse(counter.broker.order(PLATFORM, actesFor("s-1", NIMES)).repeated());
    }

    /** Whether it was accepted; refused for another reason than the other order it is a failure. */
    private boolean accepted(Order order) {
        try {
            counter.broker.order(PLATFORM, order);
            return true;
        } catch (Refusal refusal) {
            assertEquals(Reason.CONCURRENT, refusal.reason(), refusal.getMessage());
            return false;
        }
    }

    @OnBothStores
    void twentyIdsForOnePlaceGetItOnce() throws Exception {
        List<Callable<Boolean>> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "s-" + i;
            orders.add(() -> {
                try {
                    counter.broker.order(PLATFORM, actesFor(id, NIMES));
                    return true;
                } catch (Refusal refusal) {
                    assertEquals(Reason.NOT_ELIGIBLE, refusal.reason());
                    return false;
                }
            });
        }
        assertEquals(1, AtOnce.run(orders).stream().filter(accepted -> accepted).count());
    }

    @OnBothStores
    void aReplayEndsInTheSamePlace() {
        counter.active("s-1", NIMES);
        counter.broker.order(OPS, Counter.end("s-1"));
        counter.undone("s-1", "check");
        counter.broker.order(PLATFORM, actesFor("s-2", BERNIS));
        counter.fail("s-2", "base 30036/actes");
        List<Subscription> before = counter.broker.subscriptions(OPS);
        List<Offering> catalogue = counter.broker.catalogue();

        counter.replay();

        assertEquals(before, counter.broker.subscriptions(OPS));
        assertEquals(catalogue, counter.broker.catalogue());
    }

    private static Order.Subscribe subscribe(String id, Map<String, Object> content) {
        return new Order.Subscribe(id, NIMES, "actes-id", "actes-essentiel", Map.of(), content);
    }

    private static void refused(Reason reason, Executable order) {
        Refusal refusal = assertThrows(Refusal.class, order);
        assertEquals(reason, refusal.reason(), refusal.getMessage());
    }
}
