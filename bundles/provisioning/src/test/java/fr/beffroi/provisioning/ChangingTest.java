package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.BERNIS;
import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import fr.beffroi.hosting.Instance;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions change their parameters and versions, or stay as they were. */
class ChangingTest {
    private static final Map<String, Object> OTHER = Map.of("note", "y");

    private StoreUnderTest store;
    private World world;
    private House house;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1));
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void aChangeStartsTheInstanceAnewAsItIsWanted() {
        house.subscribe("s-2", BERNIS);
        house.ended("s-2");
        house.change("s-1", OTHER, "1.1.0");
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.SUCCEEDED, operation.state());
        assertEquals(
                List.of("instance", "check"),
                operation.steps().stream().map(Operation.Step::name).toList());
        assertEquals(4, operation.standing().size(), "what stood before stands");
        assertEquals(
                new Instance(NIMES, "actes", "1.1.0", OTHER, Instance.State.SERVING),
                house.instances.get("30189/actes"));
        assertEquals(Optional.of("1.1.0"), house.find("s-1").version());
        assertEquals(OTHER, house.find("s-1").parameters());
        assertEquals("1.0.0", house.instances.get("30036/actes").version(), "the neighbour stays where it is");

        house.change("s-1", Map.of(), "1.0.0");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state(), "and there is a way back");
        assertEquals("1.0.0", house.instances.get("30189/actes").version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"open 1.1.0", "check 1.1.0"})
    void aStepThatFailsForAWhileIsTriedAgain(String what) {
        world.fails(what, 2);
        house.change("s-1", OTHER, "1.1.0");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertTrue(house.isServing(NIMES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open 1.1.0", "check 1.1.0"})
    void aChangeThatStaysFailedGoesBack(String what) {
        Instance before = house.instances.get("30189/actes");
        world.failsForEver(what);
        house.change("s-1", OTHER, "1.1.0");
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(List.of(), operation.leftovers());
        assertEquals(before, house.instances.get("30189/actes"), "in use as it was");
        assertEquals(Subscription.State.ACTIVE, house.find("s-1").state());
        assertEquals(Optional.of("1.0.0"), house.find("s-1").version());
        assertEquals(4, operation.standing().size());
    }

    @Test
    void whatCannotGoBackIsToldAndTriedOn() {
        world.failsForEver("check 1.1.0");
        world.failsForEver("open 1.0.0");
        house.change("s-1", OTHER, "1.1.0");
        Operation operation = house.ended("s-1");
        assertEquals(
                List.of(
                        "instance de 30189/actes, à rouvrir telle qu'elle était avant la modification (open 1.0.0 is down.)"),
                operation.leftovers());
        house.await(
                "somebody is told",
                () -> house.provisioning.warning().orElse("").contains("30189/actes"));
        world.heal();
        house.await("it is open again", () -> house.isServing(NIMES));
        assertEquals("1.0.0", house.instances.get("30189/actes").version());
        house.await(
                "nobody is told any more", () -> house.provisioning.warning().isEmpty());
    }

    @Test
    void whatRunsElsewhereHasNothingToBeChanged() {
        house.subscribe("s-2", NIMES, "cartes");
        assertEquals(Subscription.State.REQUESTED, house.find("s-2").state());
        house.broker.approve(House.OPS, "s-2");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-2").state());
        house.order(new Order.Change(
                "s-2", Optional.of("cartes-plus"), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-2").state());
        assertEquals("cartes-plus", house.find("s-2").plan());
        assertEquals(List.of(), house.find("s-2").operation().steps());
    }

    @Test
    void nothingIsMadeBeforeItIsApproved() {
        house.subscribe("s-2", NIMES, "cartes");
        // A later order of the same commune goes through the same lane.
        house.subscribeToStorage("s-3", NIMES);
        house.ended("s-3");
        assertEquals(List.of(), house.find("s-2").operation().steps());
        assertEquals(
                List.of("group 30189/actes", "group 30189/stockage"),
                house.standing(NIMES).stream()
                        .filter(one -> one.startsWith("group"))
                        .toList());
    }
}
