package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection.Finding;
import fr.beffroi.api.Inspection.Report;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision.DriftRepaired;
import fr.beffroi.hosting.Instance;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands otherwise than the register says is found, told, and mended on request. */
class DriftTest {
    private static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());
    private static final Insee ELSEWHERE = new Insee("34172");

    private StoreUnderTest store;
    private World world;
    private House house;
    private List<String> inUse;

    @BeforeEach
    void aServiceInUse(@TempDir Path folder) {
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        house = new House(store, world);
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
        inUse = house.standing(NIMES);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void whatAgreesIsNoFinding() {
        assertEquals(new Report(List.of(), List.of()), house.provisioning.inspect(AUDITOR));
    }

    @Test
    void whatIsMissingIsMadeAgain() {
        String program = world.programs.keySet().iterator().next();
        Map<String, String> programs = Map.copyOf(world.programs);
        world.branches.clear();
        world.groups.clear();
        world.programs.clear();
        world.logIns.clear();
        house.databases.drop(NIMES, "actes");
        house.instances.clear();
        world.files.clear();
        assertEquals(
                Set.of(
                        "database 30189/actes MISSING",
                        "directory 30189 MISSING",
                        "directory 30189/actes MISSING",
                        "directory " + program + " MISSING",
                        "directory 30189/instance-actes MISSING",
                        "files 30189/actes MISSING",
                        "instance 30189/actes MISSING"),
                Set.copyOf(found()));
        repairAll(7);
        assertEquals(inUse, house.standing(NIMES));
        assertEquals(programs, world.programs);
        assertTrue(house.isServing(NIMES));
        assertTrue(house.decisions()
                .contains(new DriftRepaired(Optional.of(NIMES), "database", "30189/actes", "missing")));
        assertTrue(
                house.journal.read(0, 10_000).stream()
                        .filter(entry -> entry.decision() instanceof DriftRepaired)
                        .allMatch(entry -> entry.by().equals(House.OPS.id())),
                "in the name of whoever asked");
    }

    @Test
    void whatIsTooMuchIsClosedButDataIsOnlyNamed() {
        world.groups.add("30189/vieux");
        world.programs.put("30189/c-old", "x");
        world.logIns.add("30189/instance-vieux");
        house.instances.put("30189/vieux", new Instance(NIMES, "vieux", "1.0.0", Map.of(), Instance.State.SERVING));
        house.databases.create(NIMES, "vieux");
        world.files.add("30189/vieux");
        world.strangeBranches.add("unbekannt");
        world.branches.add(ELSEWHERE);
        List<String> named = List.of(
                "database 30189/vieux SURPLUS",
                "directory 34172 SURPLUS",
                "directory unbekannt SURPLUS",
                "files 30189/vieux SURPLUS");
        assertEquals(
                List.of(
                        "database 30189/vieux SURPLUS",
                        "directory 30189/c-old SURPLUS",
                        "directory 30189/instance-vieux SURPLUS",
                        "directory 30189/vieux SURPLUS",
                        "directory 34172 SURPLUS",
                        "directory unbekannt SURPLUS",
                        "files 30189/vieux SURPLUS",
                        "instance 30189/vieux SURPLUS"),
                found());
        assertEquals(named, list(house.provisioning.repair(House.OPS).findings()));
        house.await("what can be closed is closed", () -> found().equals(named));
        assertTrue(world.branches.contains(ELSEWHERE), "nobody knows whose it is");
        house.await("each is recorded", () -> repairs() == 4);
    }

    @Test
    void anInstanceThatCannotLogInIsFoundAndToldByTheNameOfItsService() {
        world.logIns.clear();
        assertEquals(
                List.of("Le compte de l'instance « actes » de la commune 30189 manque dans l'annuaire."),
                house.provisioning.inspect(House.OPS).findings().stream()
                        .map(Finding::sentence)
                        .toList());
        repairAll(1);
        assertEquals(Set.of("30189/instance-actes"), world.logIns);
    }

    @Test
    void whileItIsSuspendedTheInstanceHasNoLogIn() {
        house.suspend("s-1");
        house.ended("s-1");
        assertEquals(Set.of(), world.logIns);
        world.logIns.add("30189/instance-actes");
        assertEquals(List.of("directory 30189/instance-actes SURPLUS"), found());
        repairAll(1);
        house.resume("s-1");
        house.ended("s-1");
        assertEquals(Set.of("30189/instance-actes"), world.logIns);
    }

    @Test
    void theBranchOfACommuneThatLeftIsClosed() {
        house.unsubscribe("s-1");
        house.ended("s-1");
        house.broker.leave(House.OPS, NIMES, false);
        house.await("it has left", () -> world.left.contains(NIMES));
        world.branches.add(NIMES);
        world.groups.add("30189/actes");
        assertEquals(List.of("directory 30189 SURPLUS"), found());
        world.groups.clear();
        repairAll(1);
        assertEquals(Set.of(), world.branches);
    }

    @Test
    void anotherInstanceIsReplaced() {
        house.instances.put(
                "30189/actes", new Instance(NIMES, "actes", "1.1.0", Map.of("note", "x"), Instance.State.SERVING));
        assertEquals(List.of("instance 30189/actes DIFFERENT"), found());
        repairAll(1);
        assertEquals("1.0.0", house.instances.get("30189/actes").version());
        house.instances.put(
                "30189/actes", new Instance(NIMES, "actes", "1.0.0", Map.of("note", "x"), Instance.State.CLOSED));
        assertEquals(List.of("instance 30189/actes DIFFERENT"), found());
        repairAll(2);
        assertTrue(house.isServing(NIMES));
    }

    @Test
    void anInstanceThatIsParkedStands() {
        house.instances.put(
                "30189/actes", new Instance(NIMES, "actes", "1.0.0", Map.of("note", "x"), Instance.State.PARKED));
        assertEquals(List.of(), found());
    }

    @Test
    void whatIsOpenThoughSuspendedIsShut() {
        house.suspend("s-1");
        house.ended("s-1");
        assertEquals(List.of(), found());
        house.instances.put(
                "30189/actes", new Instance(NIMES, "actes", "1.0.0", Map.of("note", "x"), Instance.State.SERVING));
        world.groups.add("30189/actes");
        assertEquals(List.of("directory 30189/actes SURPLUS", "instance 30189/actes DIFFERENT"), found());
        repairAll(2);
        assertEquals(Set.of(), world.groups);
        assertEquals(Set.of("30189/actes"), house.suspended);
    }

    @Test
    void whatIsBeingWorkedOnIsLeftOut() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        house.life.hooks.put("drop", () -> {
            reached.countDown();
            try {
                looked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        house.unsubscribe("s-1");
        reached.await();
        assertEquals(List.of(), found(), "its instance is gone, its database stands");
        looked.countDown();
        house.ended("s-1");
        assertEquals(List.of(), found());
    }

    @Test
    void aPlaceThatDoesNotAnswerIsNamed() {
        world.failsForEver("branches");
        house.instances.clear();
        Report report = house.provisioning.inspect(House.OPS);
        assertEquals(List.of("instance 30189/actes MISSING"), list(report.findings()));
        assertEquals(List.of("directory : branches is down."), report.unreachable());
    }

    @Test
    void onlyOperationsAskForRepairs() {
        assertThrows(Refusal.class, () -> house.provisioning.repair(AUDITOR));
        Actor contact = new Actor("account/contact", Role.CONTACT, Optional.of(NIMES));
        assertThrows(Refusal.class, () -> house.provisioning.inspect(contact));
    }

    private void repairAll(long sofar) {
        assertEquals(new Report(List.of(), List.of()), house.provisioning.repair(House.OPS));
        house.await("everything is mended", () -> repairs() == sofar);
        assertEquals(List.of(), found());
    }

    private long repairs() {
        return house.decisions().stream()
                .filter(DriftRepaired.class::isInstance)
                .count();
    }

    private List<String> found() {
        return list(house.provisioning.inspect(House.OPS).findings());
    }

    private static List<String> list(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.target() + " " + finding.what() + " " + finding.kind())
                .toList();
    }
}
