package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.end;
import static fr.beffroi.broker.Counter.simple;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.CAISSARGUES;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RulesTest {
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
    void aServiceIsForCommunesOfItsSize() {
        counter.active("s-1", NIMES);
        counter.active("s-2", BERNIS);
        assertTrue(refused(counter, Reason.NOT_ELIGIBLE, () -> archives("s-3", NIMES))
                .contains("150444"));
        assertTrue(refused(counter, Reason.NOT_ELIGIBLE, () -> archives("s-3", BERNIS))
                .contains("3341"));
    }

    @OnBothStores
    void whatAServiceNeedsHasToBeInUseFirst() {
        assertTrue(refused(counter, Reason.NOT_ELIGIBLE, () -> archives("s-2", CAISSARGUES))
                .contains("actes"));
        counter.broker.order(PLATFORM, Counter.actesFor("s-1", CAISSARGUES));
        refused(counter, Reason.NOT_ELIGIBLE, () -> archives("s-2", CAISSARGUES));
        counter.succeed("s-1");
        archives("s-2", CAISSARGUES);
        assertEquals(Subscription.State.PROVISIONING, counter.state("s-2"));
    }

    @OnBothStores
    void aPlaceIsTakenUntilNothingStands() {
        counter.apply(places(1));
        counter.broker.order(PLATFORM, simple("s-1", NIMES, "salle", "salle-plan"));
        assertTrue(refused(counter, Reason.NOT_ELIGIBLE, () -> salle("s-2", BERNIS))
                .contains("1"));
        counter.fail("s-1", "base 30189/salle");
        refused(counter, Reason.NOT_ELIGIBLE, () -> salle("s-2", BERNIS));
        counter.broker.order(PLATFORM, end("s-1"));
        refused(counter, Reason.NOT_ELIGIBLE, () -> salle("s-2", BERNIS));
        counter.succeed("s-1");
        salle("s-2", BERNIS);
        counter.apply(places(0));
        assertEquals(Subscription.State.PROVISIONING, counter.state("s-2"), "never checked afterwards");
    }

    @OnBothStores
    void theLastPlaceIsGivenOnce() throws Exception {
        counter.apply(places(1));
        List<Callable<Boolean>> orders = new ArrayList<>();
        for (Insee commune : List.of(NIMES, BERNIS, CAISSARGUES)) {
            orders.add(() -> {
                try {
                    salle("s-" + commune, commune);
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
    void parametersAreThoseOfThePlan() {
        assertTrue(refused(
                        counter,
                        Reason.INVALID,
                        () -> counter.broker.order(
                                PLATFORM,
                                new Order.Subscribe(
                                        "s-1", NIMES, "stockage-id", "stockage-plan", Map.of("go", 1), Map.of())))
                .contains("go"));
        String sentence = refused(
                counter,
                Reason.INVALID,
                () -> counter.broker.order(
                        PLATFORM,
                        new Order.Subscribe(
                                "s-1", NIMES, "actes-id", "actes-essentiel", Map.of("delay", "soon"), Map.of())));
        assertTrue(sentence.contains("delay") && sentence.contains("integer"), sentence);
    }

    private void archives(String id, Insee commune) {
        counter.broker.order(OPS, simple(id, commune, "archives", "archives-plan"));
    }

    private void salle(String id, Insee commune) {
        counter.broker.order(OPS, simple(id, commune, "salle", "salle-plan"));
    }

    private static Offering places(int places) {
        Terms terms = new Terms(
                false, false, Optional.empty(), false, 0, Terms.Population.ANY, List.of(), OptionalInt.of(places));
        return Counter.offering("salle", Optional.empty(), terms, Counter.plan("salle-plan", "standard", "0"));
    }
}
