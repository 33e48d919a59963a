package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.House.OPS;
import static fr.beffroi.provisioning.World.BERNIS;
import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.api.decision.Decision.RolloutCompleted;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new version comes to three communes, the smallest first, and stops where it does harm. */
class CanaryTest {
    private static final Insee CAISSARGUES = new Insee("30060");
    private static final int SOAK = 600;

    private StoreUnderTest store;
    private World world;
    private Path folder;
    private House house;

    @BeforeEach
    void open(@TempDir Path folder) {
        this.folder = folder;
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        world.moveIn(new Commune(CAISSARGUES, new Siren("213000607"), "Caissargues", 4077, List.of("30132")));
        enter(1);
        for (Insee commune : List.of(NIMES, CAISSARGUES, BERNIS)) {
            house.subscribe("s-" + commune, commune);
            house.ended("s-" + commune);
        }
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void oneCommuneThenATenthThenAllEachAfterItsSoak() {
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        awaitTheWatch();
        pass(SOAK - 1);
        awaitTheWatch();
        assertEquals(0, rollout().stage(), "a second is missing");
        pass(1);
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.0.0");
        assertEquals(1, rollout().stage());

        soak(one -> one.stage() == 2);
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.1.0");
        soak(one -> one.state() == Rollout.State.COMPLETED);
        rounds();
        assertEquals(1, Story.count(house, RolloutCompleted.class));
        assertEquals(3, Story.count(house, ChangeOrdered.class), "each is changed once");
    }

    @Test
    void aStageThatIsUnhealthyGoesBackAndTheOneBeforeStays() {
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        soak(one -> one.stage() == 1);
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.0.0");

        world.unhealthy.put("30060/actes", new Unhealthy(CAISSARGUES, "actes", "Its disk is gone."));
        Rollout halted = await("it halts", one -> one.state() == Rollout.State.HALTED);
        assertEquals(Optional.of("L'instance de la commune 30060 va mal : Its disk is gone."), halted.sentence());
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");

        world.unhealthy.clear();
        pass(1);
        house.rollouts.resume(OPS, halted.id());
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.0.0");
        soak(one -> one.stage() == 2);
    }

    @Test
    void aStageWhoseRequestsFailMoreOftenThanThoseOfTheOthersGoesBack() {
        count("30036", 1_000, 0);
        count("30189", 1_000, 0);
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        awaitTheWatch();

        count("30189", 2_000, 10);
        count("30036", 1_100, 3);
        Rollout halted = await("it halts", one -> one.state() == Rollout.State.HALTED);

        assertEquals(
                Optional.of("Trop de requêtes échouent dans la nouvelle version : 3 sur 100, contre 10 sur 1000 dans"
                        + " l'ancienne."),
                halted.sentence());
        awaitVersions("30036 1.0.0, 30060 1.0.0, 30189 1.0.0");
    }

    @Test
    void aChangeThatFailsHaltsAndIsTriedAgainWhenSomebodySaysSo() {
        world.failsForEver("check 1.1.0");
        begin();
        Rollout halted = await("it halts", one -> one.state() == Rollout.State.HALTED);
        assertTrue(halted.sentence().orElseThrow().contains("30036 a échoué"), halted.toString());
        awaitVersions("30036 1.0.0, 30060 1.0.0, 30189 1.0.0");

        world.heal();
        pass(1);
        house.rollouts.resume(OPS, halted.id());
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        rounds();
        assertEquals(Rollout.State.RUNNING, rollout().state(), "the failure of before is forgotten");
    }

    @Test
    void anInstanceThatDoesNotComeBackAfterAStartHalts() {
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        house.close();
        world.failsForEver("open 1.1.0");
        enter(1);

        Rollout halted = await("it halts", one -> one.state() == Rollout.State.HALTED);
        assertEquals(Optional.of("L'instance de la commune 30036 ne tourne plus."), halted.sentence());
        awaitVersions("30036 1.0.0, 30060 1.0.0, 30189 1.0.0");
    }

    @Test
    void itGoesOnInAnotherProcessAndIsWatchedAnew() {
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        rounds();
        house.close();
        pass(SOAK);
        enter(1);
        rounds();
        rounds();
        assertEquals(0, rollout().stage(), "nobody has watched it meanwhile");
        soak(one -> one.stage() == 1);
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.0.0");
    }

    /** Before anything is done, between the new version and its check, and when the next stage has begun. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6})
    void killedAtAnyMomentOfAStageItGoesOn(int death) {
        house.life.dieAt(death);
        begin();
        house.await("it is dead", () -> {
            pass(SOAK);
            return house.life.isDead();
        });
        house.close();
        enter(1);
        soak(one -> one.stage() == 1);
        awaitVersions("30036 1.1.0, 30060 1.1.0, 30189 1.0.0");
        assertEquals(2, Story.count(house, ChangeOrdered.class), "each is changed once");
    }

    @Test
    void whoHaltsItAndDiesLeavesTheGoingBackToTheNextProcess() {
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        house.close();
        // One round, which opens the instances, and no other.
        enter(3600);
        house.rollouts.halt(OPS, rollout().id(), "Les usagers se plaignent.");
        house.close();
        enter(1);
        awaitVersions("30036 1.0.0, 30060 1.0.0, 30189 1.0.0");

        pass(1);
        house.change("s-30036", Map.of("note", "x"), "1.1.0");
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        rounds();
        assertEquals(Optional.of("1.1.0"), house.find("s-30036").version(), "who orders it afterwards means it");
    }

    @Test
    void whoIsSuspendedOrLeavesBlocksNobody() {
        house.suspend("s-30060");
        house.ended("s-30060");
        house.resume("s-30060");
        house.ended("s-30060");
        begin();
        awaitVersions("30036 1.1.0, 30060 1.0.0, 30189 1.0.0");
        house.suspend("s-30036");
        house.ended("s-30036");
        house.unsubscribe("s-30060");
        house.ended("s-30060");

        await("only the last stage has somebody", one -> one.stage() == 2);
        house.await("Nîmes has it", () -> house.find("s-30189").version().equals(Optional.of("1.1.0")));
        soak(one -> one.state() == Rollout.State.COMPLETED);
    }

    private void enter(int roundSeconds) {
        house = new House(store, world, new Life(world, 0), new TestSettings(folder, roundSeconds));
    }

    private void begin() {
        house.rollouts.begin(OPS, "actes", "1.1.0", Optional.empty());
    }

    private Rollout rollout() {
        List<Rollout> all = house.rollouts.rollouts(OPS);
        return all.get(all.size() - 1);
    }

    private Rollout await(String what, Predicate<Rollout> condition) {
        Rollout[] seen = new Rollout[1];
        house.await(what, () -> {
            seen[0] = rollout();
            return condition.test(seen[0]);
        });
        return seen[0];
    }

    /** In the register and of the instances that serve. */
    private void awaitVersions(String versions) {
        house.await("the versions are " + versions, () -> versions.equals(versions()));
    }

    private String versions() {
        return String.join(
                ", ",
                house.instances.values().stream()
                        .filter(Instance::serving)
                        .filter(one ->
                                !house.find("s-" + one.tenant()).operation().isUnderWay())
                        .filter(one -> house.find("s-" + one.tenant()).version().equals(Optional.of(one.version())))
                        .map(one -> one.tenant() + " " + one.version())
                        .toList());
    }

    /** The stage is watched: what was counted before is what it began with. */
    private void awaitTheWatch() {
        int before = world.watched.get();
        house.await("the stage is watched", () -> world.watched.get() >= before + 2);
    }

    /** A whole round from its beginning to its end. */
    private void rounds() {
        int before = world.rounds.get();
        house.await("two rounds have begun", () -> world.rounds.get() >= before + 2);
    }

    /** The watching begins with some look, so time goes on until it has been enough. */
    private void soak(Predicate<Rollout> condition) {
        await("it goes on after its soak", one -> {
            boolean there = condition.test(one);
            if (!there) {
                pass(SOAK);
            }
            return there;
        });
    }

    private void pass(int seconds) {
        world.now = world.now.plusSeconds(seconds);
    }

    private void count(String tenant, long requests, long failures) {
        world.uses.put(tenant + "/actes", TrialTest.use(tenant, requests, failures));
    }
}
