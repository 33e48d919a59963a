package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.CAISSARGUES;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What people may ask of rollouts, and what of them is remembered. */
class JournaledRolloutsTest {
    private Counter counter;
    private Rollouts rollouts;

    @BeforeEach
    void open(Store store) {
        counter = Counter.open(store);
        counter.apply(Counter.actes("1.0.0", "1.1.0"));
        for (Insee commune : List.of(NIMES, CAISSARGUES, BERNIS)) {
            counter.active("a-" + commune, commune);
        }
        rollouts = new JournaledRollouts(counter.register, counter.journal, counter.town);
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void theStagesAreFrozenByPopulationAndTheFirstCanBeNamed() {
        Rollout begun = begin(Optional.empty());

        assertEquals(List.of(List.of(BERNIS), List.of(CAISSARGUES), List.of(NIMES)), communes(begun));
        assertEquals(
                new Rollout.Member("a-30036", BERNIS, "1.0.0"), begun.members().get(0));
        assertEquals(counter.clock.instant(), begun.since());
        assertEquals(List.of(begun), rollouts.rollouts(Counter.AUDITOR));

        rollouts.halt(OPS, begun.id(), "Pas aujourd'hui.");
        assertEquals(
                List.of(List.of(CAISSARGUES), List.of(BERNIS), List.of(NIMES)),
                communes(begin(Optional.of(CAISSARGUES))));
    }

    @OnBothStores
    void onlyWhoIsInUseInAnotherVersionGetsIt() {
        counter.broker.order(OPS, new Order.Suspend("a-30036", "Impayé."));
        counter.succeeded(counter.broker.order(
                OPS,
                new Order.Change(
                        "a-30189", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("1.1.0"))));
        refused(counter, Reason.INVALID, () -> begin(Optional.of(NIMES)));

        assertEquals(List.of(List.of(CAISSARGUES)), communes(begin(Optional.empty())));
    }

    @OnBothStores
    void whatCantBeBegunIsRefused() {
        refused(counter, Reason.NOT_FOUND, () -> rollouts.begin(OPS, "cartes", "1.1.0", Optional.empty()));
        refused(counter, Reason.INVALID, () -> rollouts.begin(OPS, "stockage", "1.1.0", Optional.empty()));
        refused(counter, Reason.INVALID, () -> rollouts.begin(OPS, "actes", "9.0.0", Optional.empty()));
        refused(counter, Reason.NOT_ELIGIBLE, () -> rollouts.begin(OPS, "actes", "1.0.0", Optional.empty()));
        refused(counter, Reason.FORBIDDEN, () -> rollouts.begin(Counter.PLATFORM, "actes", "1.1.0", Optional.empty()));
        refused(counter, Reason.FORBIDDEN, () -> rollouts.rollouts(Counter.contact(NIMES)));
        assertEquals(0, counter.entriesOf(Decision.RolloutBegun.class));

        begin(Optional.empty());
        refused(counter, Reason.CONCURRENT, () -> begin(Optional.empty()));
    }

    @OnBothStores
    void aHaltSaysWhyAndIsLiftedUnlessALaterOneWasBegun() {
        Rollout begun = begin(Optional.empty());
        refused(counter, Reason.INVALID, () -> rollouts.halt(OPS, begun.id(), " "));
        refused(counter, Reason.NOT_ELIGIBLE, () -> rollouts.resume(OPS, begun.id()));
        counter.clock.advance(Duration.ofHours(1));

        Rollout halted = rollouts.halt(OPS, begun.id(), "Panne du réseau.");
        assertEquals(Rollout.State.HALTED, halted.state());
        assertEquals(Optional.of("Panne du réseau."), halted.sentence());
        assertEquals(counter.clock.instant(), halted.since());
        refused(counter, Reason.NOT_ELIGIBLE, () -> rollouts.halt(OPS, begun.id(), "Encore."));

        Rollout again = rollouts.resume(OPS, begun.id());
        assertEquals(Rollout.State.RUNNING, again.state());
        assertEquals(Optional.empty(), again.sentence());

        rollouts.halt(OPS, begun.id(), "Panne du réseau.");
        begin(Optional.empty());
        refused(counter, Reason.NOT_ELIGIBLE, () -> rollouts.resume(OPS, begun.id()));
        refused(counter, Reason.NOT_FOUND, () -> rollouts.resume(OPS, "nothing"));
    }

    @OnBothStores
    void whoIsStillOnAHaltedVersionGoesBackToWhereTheyCameFrom() {
        Rollout.Member first = begin(Optional.empty()).members().get(0);
        counter.succeeded(counter.broker.order(
                OPS,
                new Order.Change(
                        first.subscription(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("1.1.0"))));
        rollouts.halt(OPS, rollouts.rollouts(OPS).get(0).id(), "Les usagers se plaignent.");

        Rollout next = rollouts.begin(OPS, "actes", "1.0.0", Optional.of(first.commune()));

        assertEquals(List.of(first), next.members(), "not to the version that was halted");
    }

    @OnBothStores
    void whatIsRememberedIsWhatTheJournalTells() {
        Rollout first = begin(Optional.empty());
        counter.record(new Decision.RolloutAdvanced(first.id(), 1));
        counter.record(new Decision.RolloutAdvanced(first.id(), 2));
        counter.record(new Decision.RolloutCompleted(first.id()));
        Rollout second = begin(Optional.empty());
        rollouts.halt(OPS, second.id(), "Panne du réseau.");

        Map<String, List<Map<String, Object>>> before = counter.fold();
        counter.replay();

        assertEquals(before, counter.fold());
        assertEquals(
                List.of(Rollout.State.COMPLETED, Rollout.State.HALTED),
                rollouts.rollouts(OPS).stream().map(Rollout::state).toList());
        assertEquals(2, rollouts.rollouts(OPS).get(0).stage());
    }

    private Rollout begin(Optional<Insee> first) {
        return rollouts.begin(OPS, "actes", "1.1.0", first);
    }

    private static List<List<Insee>> communes(Rollout rollout) {
        return rollout.stages().stream()
                .map(stage ->
                        stage.members().stream().map(Rollout.Member::commune).toList())
                .toList();
    }
}
