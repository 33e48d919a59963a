package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs get entries in the directory, and lose them. */
class BindingTest {
    private Path folder;
    private StoreUnderTest store;
    private World world;
    private House house;

    @BeforeEach
    void aServiceInUse(@TempDir Path folder) {
        this.folder = folder;
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
    void aProgramGetsAnEntryWithItsSecretAndLosesIt() {
        house.bind("s-1", "b-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1", "b-1").state());
        Binding binding = house.binding("s-1", "b-1");
        assertEquals(Map.of("30189/" + binding.credential(), secret(binding)), world.programs);
        house.unbind("s-1", "b-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1", "b-1").state());
        assertEquals(Binding.State.CLOSED, house.binding("s-1", "b-1").state());
        assertEquals(Map.of(), world.programs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openBranch", "openProgram"})
    void aBindingThatStaysFailedLeavesNothing(String what) {
        world.fails(what, 2);
        house.bind("s-1", "b-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1", "b-1").state(), "tried again");
        world.failsForEver(what);
        house.bind("s-1", "b-2");
        Operation operation = house.ended("s-1", "b-2");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(List.of(), operation.leftovers());
        assertTrue(operation.description().endsWith(what + " is down."), operation.description());
        assertEquals(1, world.programs.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"closeProgram", "programs"})
    void whatAFailedBindingLeavesIsClearedByARound(String what) {
        world.failsForEver("openProgram");
        world.failsForEver(what);
        house.bind("s-1", "b-1");
        assertEquals(1, house.ended("s-1", "b-1").leftovers().size());
        house.await(
                "somebody is told",
                () -> house.provisioning
                        .warning()
                        .orElse("")
                        .contains(house.binding("s-1", "b-1").credential()));
        world.heal();
        house.await("it is cleared", () -> house.binding("s-1", "b-1").state() == Binding.State.CLOSED);
        assertEquals(Map.of(), world.programs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"closeProgram", "programs"})
    void anEndOfABindingThatStaysFailedIsTriedOn(String what) {
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        world.failsForEver(what);
        house.unbind("s-1", "b-1");
        assertEquals(Operation.State.FAILED, house.ended("s-1", "b-1").state());
        world.heal();
        house.await("it is ended", () -> house.binding("s-1", "b-1").state() == Binding.State.CLOSED);
        assertEquals(Map.of(), world.programs);
    }

    @Test
    void anExpiredBindingIsEndedByARound() {
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        world.now = world.now.plus(Duration.ofDays(10));
        house.await("it is ended", () -> house.binding("s-1", "b-1").state() == Binding.State.CLOSED);
        assertEquals(Map.of(), world.programs);
    }

    @Test
    void afterAStartProgramsHaveTheirEntriesInADirectoryThatForgot() {
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        house.close();
        Map<String, String> before = Map.copyOf(world.programs);
        world.programs.clear();
        house = new House(store, world, new Life(world, 0), new TestSettings(folder, 3600));
        house.await("it is there again", () -> world.programs.equals(before));
    }

    @Test
    void bindingsEndWithTheirSubscription() {
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(Map.of(), world.programs);
        assertEquals(Binding.State.CLOSED, house.binding("s-1", "b-1").state());
    }

    @Test
    void aServiceThatStandsByTheOrderAloneIsClearedOfItsPrograms() {
        house.subscribe("s-2", NIMES, "annuaire");
        assertEquals(Subscription.State.ACTIVE, house.find("s-2").state());
        house.bind("s-2", "b-1");
        house.ended("s-2", "b-1");
        house.suspend("s-2");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-2").state());
        assertEquals(Map.of(), world.programs);
        house.resume("s-2");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-2").state());
        assertEquals(1, world.programs.size());
        assertTrue(world.groups.stream().noneMatch("30189/annuaire"::equals), "it never had a group");
        house.unsubscribe("s-2");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-2").state());
        assertEquals(Map.of(), world.programs);
    }

    private String secret(Binding binding) {
        return house.bindings.secret(Outcomes.ROOM, binding).orElseThrow().password();
    }
}
