package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions are shut and opened again, in every place. */
class SuspendingTest {
    private Path folder;
    private StoreUnderTest store;
    private World world;
    private House house;
    private List<String> inUse;
    private Map<String, String> programs;

    @BeforeEach
    void aServiceInUse(@TempDir Path folder) {
        this.folder = folder;
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1));
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        inUse = house.standing(NIMES);
        programs = Map.copyOf(world.programs);
        assertEquals(1, programs.size());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void aSuspensionReachesEveryPlaceAndKeepsTheData() {
        house.suspend("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        requireShut();
        assertEquals(Set.of("30189/actes"), house.suspended);
        assertEquals(
                List.of("database 30189/actes", "instance 30189/actes", "files 30189/actes"), house.standing(NIMES));

        house.resume("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        requireInUse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "closeGroup", "groups", "closeProgram", "programs"})
    void aSuspensionThatFailsForAWhileIsTriedAgain(String what) {
        world.fails(what, 2);
        house.suspend("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        requireShut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "closeGroup", "closeProgram"})
    void whatCannotBeShutIsToldTheRestIsShutAndItIsTriedOn(String what) {
        world.failsForEver(what);
        Operation first = house.suspend("s-1");
        AtomicReference<Operation> again = new AtomicReference<>();
        house.await("it is given up, and ordered again by itself", () -> {
            again.set(house.ended("s-1"));
            return !again.get().id().equals(first.id());
        });
        assertEquals(Operation.State.FAILED, again.get().state());
        assertEquals(1, again.get().leftovers().size(), "of that one: the next may be under way by now");
        assertEquals(Subscription.State.SUSPENDED, house.find("s-1").state());
        assertEquals(what.equals("suspend"), house.isServing(NIMES));
        assertEquals(what.equals("suspend"), world.groups.isEmpty() && world.programs.isEmpty());
        assertTrue(
                house.provisioning.warning().orElse("").contains("30189"),
                () -> house.provisioning.warning().toString());
        world.heal();
        house.await("everything is shut", () -> house.find("s-1").operation().state() == Operation.State.SUCCEEDED);
        requireShut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openGroup", "openProgram", "check"})
    void aResumptionThatStaysFailedLeavesEverythingShut(String what) {
        house.suspend("s-1");
        house.ended("s-1");
        world.failsForEver(what);
        house.resume("s-1");
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(List.of(), operation.leftovers());
        assertTrue(operation.description().endsWith(what + " is down."), operation.description());
        requireShut();

        world.heal();
        house.resume("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        requireInUse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openGroup", "openProgram", "check"})
    void aResumptionThatFailsForAWhileIsTriedAgain(String what) {
        house.suspend("s-1");
        house.ended("s-1");
        world.fails(what, 2);
        house.resume("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        requireInUse();
    }

    @Test
    void afterAStartASuspendedInstanceIsSuspended() {
        house.suspend("s-1");
        house.ended("s-1");
        house.close();
        house = new House(store, world, new Life(world, 0), new TestSettings(folder, 3600));
        house.await("it runs", () -> house.provisioning.problem().isEmpty());
        assertTrue(house.instances.containsKey("30189/actes"));
        assertEquals(Set.of("30189/actes"), house.suspended);
        requireShut();
    }

    @Test
    void aSuspendedServiceIsArchivedAndEndedToo() {
        house.suspend("s-1");
        house.ended("s-1");
        world.failsForEver("export");
        house.unsubscribe("s-1");
        assertEquals(Operation.State.FAILED, house.ended("s-1").state());
        house.await("it is suspended again", () -> house.suspended.contains("30189/actes"));
        assertFalse(house.isServing(NIMES), "nobody is let in by an archive that failed");
        world.heal();
        house.await("it is ended by itself", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(1, house.archives.of(House.OPS, NIMES).size());
    }

    private void requireShut() {
        assertEquals(Subscription.State.SUSPENDED, house.find("s-1").state());
        assertFalse(house.isServing(NIMES));
        assertEquals(Set.of(), world.groups);
        assertEquals(Map.of(), world.programs);
    }

    private void requireInUse() {
        assertEquals(Subscription.State.ACTIVE, house.find("s-1").state());
        assertTrue(house.isServing(NIMES));
        assertEquals(Set.of(), house.suspended);
        assertEquals(inUse, house.standing(NIMES));
        assertEquals(programs, world.programs, "with the same password");
    }
}
