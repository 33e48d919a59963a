package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.BERNIS;
import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarryingOutTest {
    private static final List<String> HOSTED = List.of("directory", "database", "instance", "check");
    private static final List<String> STANDING = List.of(
            "group 30189/actes",
            "log-in 30189/instance-actes",
            "database 30189/actes",
            "instance 30189/actes",
            "files 30189/actes");

    private StoreUnderTest store;
    private World world;
    private House house;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        house = new House(store, world);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void aHostedServiceIsMadeStepByStep() {
        house.subscribe("s-1", NIMES);
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.SUCCEEDED, operation.state());
        assertEquals(HOSTED, operation.standing());
        assertEquals(STANDING, house.standing(NIMES));
        assertTrue(house.instances.get("30189/actes").serving());
        assertTrue(world.branches.contains(NIMES));
    }

    @Test
    void aServiceThatRunsElsewhereNeedsTheDirectoryOnly() {
        house.subscribeToStorage("s-1", NIMES);
        assertEquals(List.of("directory"), house.ended("s-1").standing());
        assertEquals(List.of("group 30189/stockage"), house.standing(NIMES));
    }

    @Test
    void everyEntryIsWrittenInTheNameOfTheRoom() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        assertEquals(
                5,
                house.journal.read(0, 100).stream()
                        .filter(entry -> entry.by().equals("room/provisioning"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openGroup", "create", "open", "check"})
    void aStepThatFailsForAWhileIsTriedAgain(String what) {
        world.fails(what, 2);
        house.subscribe("s-1", NIMES);
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(4, count(StepDone.class));
        assertEquals(0, count(StepUndone.class));
    }

    @ParameterizedTest
    @CsvSource({"openGroup,directory", "create,database", "open,instance", "check,check"})
    void aStepThatStaysFailedIsTakenBackWithAllBeforeIt(String what, String step) {
        world.failsForEver(what);
        house.subscribe("s-1", NIMES);
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(List.of(), operation.leftovers());
        assertEquals(List.of(), operation.standing());
        assertTrue(operation.description().endsWith(" : " + what + " is down."), operation.description());
        assertEquals(step, only(OperationFailed.class).step());
        assertEquals(Subscription.State.FAILED, house.find("s-1").state());
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(count(StepDone.class), count(StepUndone.class));

        world.heal();
        house.subscribe("s-1", NIMES);
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state(), "the same id once it works again");
    }

    @ParameterizedTest
    @CsvSource({
        "closeGroup,group 30189/actes",
        "groups,",
        "drop,database 30189/actes",
        "close,instance 30189/actes",
        "dropFiles,files 30189/actes"
    })
    void whatCannotBeTakenBackIsListedAndTheRestGoes(String what, String leftover) {
        world.failsForEver("check");
        world.failsForEver(what);
        house.subscribe("s-1", NIMES);
        Operation operation = house.ended("s-1");
        assertEquals(
                1, operation.leftovers().size(), () -> operation.leftovers().toString());
        assertTrue(operation.leftovers().get(0).endsWith("(" + what + " is down.)"));
        assertTrue(STANDING.size() > house.standing(NIMES).size());
        assertTrue(leftover == null || house.standing(NIMES).contains(leftover));

        world.heal();
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(Subscription.State.CLOSED, house.find("s-1").state());
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(List.of(), house.archives.of(House.OPS, NIMES), "nothing was ever in use");
    }

    @Test
    void theDirectoryIsDownAllTheTime() {
        Stream.of("openGroup", "closeGroup", "groups").forEach(world::failsForEver);
        house.subscribe("s-1", NIMES);
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(
                List.of(
                        "groupe « actes » de la commune 30189 dans l'annuaire, compte de son instance ou de ses raccordements"
                                + " (closeGroup is down.)"),
                operation.leftovers(),
                "nobody could tell whether the group stands");
    }

    @Test
    void anEndArchivesAndThenTakesEverythingBack() {
        house.subscribe("s-1", NIMES);
        house.subscribe("s-2", BERNIS);
        house.ended("s-1");
        house.ended("s-2");
        house.unsubscribe("s-1");
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.SUCCEEDED, operation.state());
        assertEquals(Subscription.State.CLOSED, house.find("s-1").state());
        assertEquals(List.of("archive", "residue"), operation.standing());
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(1, house.archives.of(House.OPS, NIMES).size());
        assertEquals(5, house.standing(BERNIS).size(), "the neighbour notices nothing");
        assertTrue(world.branches.contains(NIMES), "the commune stays");
    }

    @Test
    void withoutAnArchiveNothingIsDeleted() throws Exception {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver("export");
        house.unsubscribe("s-1");
        assertEquals(Operation.State.FAILED, house.ended("s-1").state());
        assertEquals(Subscription.State.LEAVING, house.find("s-1").state());
        assertEquals(STANDING, house.standing(NIMES));
        assertEquals(List.of(), house.archives.of(House.OPS, NIMES));
        assertEquals(List.of(), filesUnder(store.folder().resolve("archives")), "no half of it stays");
        house.await("the commune goes on using what it has", () -> house.isServing(NIMES));

        world.heal();
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(List.of(), house.standing(NIMES));
    }

    @Test
    void anInstanceThatDoesNotRunIsOpenedToBeArchived() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.instances.clear();
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(1, house.archives.of(House.OPS, NIMES).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"closeGroup", "drop", "close", "dropFiles"})
    void anEndThatLeavesSomethingCanBeOrderedAgain(String what) {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver(what);
        house.unsubscribe("s-1");
        Operation failed = house.ended("s-1");
        assertEquals(Operation.State.FAILED, failed.state());
        assertEquals(1, failed.leftovers().size());
        assertEquals(Subscription.State.LEAVING, house.find("s-1").state());

        world.heal();
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(1, house.archives.of(House.OPS, NIMES).size(), "the first archive was whole");
    }

    @Test
    void aCommuneLeavesWithItsLastSubscription() {
        house.subscribe("s-1", NIMES);
        house.subscribeToStorage("s-2", NIMES);
        house.subscribe("s-3", BERNIS);
        Stream.of("s-1", "s-2", "s-3").forEach(house::ended);
        house.broker.leave(House.OPS, NIMES, false);
        house.ended("s-1");
        house.ended("s-2");
        assertEquals(List.of(), house.standing(NIMES));
        assertFalse(world.branches.contains(NIMES));
        assertEquals(1, count(CommuneLeft.class));
        assertEquals(2, house.archives.of(House.OPS, NIMES).size());
        assertEquals(5, house.standing(BERNIS).size());
        assertTrue(world.branches.contains(BERNIS));
    }

    @Test
    void aFarewellThatFailsIsSaidWithTheNextEnd() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver("closeBranch");
        house.broker.leave(House.OPS, NIMES, false);
        assertEquals("farewell", failure(house.ended("s-1")).step());
        assertEquals(0, count(CommuneLeft.class));
        world.heal();
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(1, count(CommuneLeft.class));
    }

    @Test
    void aCommuneWithoutSubscriptionsLeavesToo() {
        world.branches.add(NIMES);
        assertEquals(List.of(), house.broker.leave(House.OPS, NIMES, false));
        house.await("the commune has left", () -> count(CommuneLeft.class) == 1);
        assertFalse(world.branches.contains(NIMES));
    }

    @Test
    void nothingOfOneCommuneIsDoneTwiceAtTheSameMoment() {
        for (int i = 0; i < 5; i++) {
            house.subscribe("a-" + i, NIMES);
            house.subscribeToStorage("b-" + i, NIMES);
            house.subscribe("c-" + i, BERNIS);
            Stream.of("a-" + i, "b-" + i, "c-" + i).forEach(house::ended);
            house.unsubscribe("a-" + i);
            house.unsubscribe("b-" + i);
            house.unsubscribe("c-" + i);
            Stream.of("a-" + i, "b-" + i, "c-" + i).forEach(house::ended);
        }
        assertEquals(List.of(), house.life.collisions);
        assertEquals(30, count(OperationSucceeded.class));
        assertEquals(Optional.empty(), house.provisioning.problem());
    }

    private long count(Class<? extends Decision> kind) {
        return house.decisions().stream().filter(kind::isInstance).count();
    }

    private <D extends Decision> D only(Class<D> kind) {
        List<D> all = house.decisions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
        assertEquals(1, all.size());
        return all.get(0);
    }

    private OperationFailed failure(Operation operation) {
        assertEquals(Operation.State.FAILED, operation.state());
        return only(OperationFailed.class);
    }

    private static List<Path> filesUnder(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
