package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.api.decision.Decision.DeletionCertified;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How subscriptions end: given up while they are made, under notice, against dead places, with a certificate. */
class EndingTest {
    private static final List<String> TARGETS = List.of(
            "directory 30189/actes",
            "programs 30189/actes",
            "database 30189/actes",
            "instance 30189/actes",
            "files 30189/actes",
            "credentials 30189/actes");

    private Path folder;
    private StoreUnderTest store;
    private World world;
    private House house;

    @BeforeEach
    void open(@TempDir Path folder) {
        this.folder = folder;
        store = StoreUnderTest.sqlite(folder);
        world = new World();
        house = open(1);
    }

    private House open(int roundSeconds) {
        return new House(store, world, new Life(world, 0), new TestSettings(folder, roundSeconds));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void anEndIsCertifiedByWhatWasLookedAtAndTheArchiveThatStays() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.unsubscribe("s-1");
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        DeletionCertified certificate = certificate();
        assertEquals(TARGETS, certificate.targets());
        assertEquals(Optional.of(house.archives.of(House.OPS, NIMES).get(0).sha256()), certificate.archive());
        List<Decision> all = house.decisions();
        assertEquals(
                OperationSucceeded.class, all.get(all.indexOf(certificate) + 1).getClass(), "in one with the success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openGroup", "create", "open", "check"})
    void aCreationIsGivenUpWhenItsEndIsOrdered(String what) {
        house.life.hooks.put(what, () -> {
            house.life.hooks.remove(what);
            house.unsubscribe("s-1");
        });
        Operation creation = house.subscribe("s-1", NIMES);
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(
                Operation.State.FAILED,
                house.broker
                        .operation(House.OPS, "s-1", creation.id())
                        .orElseThrow()
                        .state());
        assertEquals(List.of(), house.standing(NIMES), "also of the step that was under way");
        List<Decision> all = house.decisions();
        int ordered = all.indexOf(only(EndOrdered.class));
        assertTrue(
                all.subList(ordered, all.size()).stream()
                        .noneMatch(one ->
                                one instanceof StepDone done && done.operation().equals(creation.id())),
                "nothing is recorded for what was given up");
        assertEquals(Optional.empty(), certificate().archive(), "nothing was ever in use");
    }

    @Test
    void aCreationThatIsTriedAgainAndAgainIsGivenUpToo() {
        world.failsForEver("open");
        house.life.hooks.put("create", () -> house.unsubscribe("s-1"));
        house.subscribe("s-1", NIMES);
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(List.of(), house.standing(NIMES));
    }

    @ParameterizedTest
    @CsvSource({
        "closeGroup,groupe « actes » de la commune 30189",
        "groups,groupe « actes » de la commune 30189",
        "closeProgram,compte de son instance",
        "drop,base de données de 30189/actes",
        "close,instance ou fichiers de 30189/actes",
        "dropFiles,instance ou fichiers de 30189/actes"
    })
    void aDeadPlaceLeavesWhatEverybodySeesUntilItIsGone(String what, String residue) {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver(what);
        Operation first = house.unsubscribe("s-1");
        house.await(
                "it is given up, and ordered again by itself",
                () -> house.ended("s-1").state() == Operation.State.FAILED
                        && !house.find("s-1").operation().id().equals(first.id()));
        String left = house.ended("s-1").leftovers().toString();
        assertTrue(left.contains(residue), left);
        house.await(
                "somebody is told",
                () -> house.provisioning.warning().orElse("").contains(residue));
        assertEquals(0, count(DeletionCertified.class), "there is no silent force");
        world.heal();
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(TARGETS, certificate().targets());
        assertEquals(1, house.archives.of(House.OPS, NIMES).size());
        assertEquals(
                Optional.of(house.archives.of(House.OPS, NIMES).get(0).sha256()),
                certificate().archive());
        house.await(
                "nobody is told any more", () -> house.provisioning.warning().isEmpty());
    }

    @Test
    void whatAFailedCreationLeavesIsClearedByARound() {
        world.failsForEver("check");
        world.failsForEver("drop");
        house.subscribe("s-1", NIMES);
        assertEquals(1, house.ended("s-1").leftovers().size());
        world.heal();
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(List.of(), house.standing(NIMES));
        assertEquals(Optional.empty(), certificate().archive());
    }

    @Test
    void aResidueIsFoundThoughEveryStepSaysItIsGone() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.life.hooks.put("closeGroup", () -> world.files.add("30189/actes"));
        house.unsubscribe("s-1");
        Operation operation = house.ended("s-1");
        assertEquals(Operation.State.FAILED, operation.state());
        assertEquals(List.of("vérification de la suppression de 30189/actes (fichiers)"), operation.leftovers());
        house.life.hooks.clear();
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(Set.of(), world.files);
    }

    @Test
    void underNoticeItIsServedUntilItsTimeHasCome() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.order(new Order.Unsubscribe("s-1", true));
        house.close();
        house = open(1);
        house.await("it is served", () -> house.isServing(NIMES));
        world.now = world.now.plus(Duration.ofDays(30)).minusMillis(1);
        // A later order of the same commune goes through the same lane.
        house.subscribeToStorage("s-2", NIMES);
        house.ended("s-2");
        assertTrue(house.find("s-1").isUnderNotice());
        assertTrue(house.isServing(NIMES));
        world.now = world.now.plusMillis(1);
        assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        assertEquals(Subscription.State.CLOSED, house.find("s-1").state());
        assertEquals(List.of("group 30189/stockage"), house.standing(NIMES));
    }

    @Test
    void aNoticeCanBeCutShort() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.order(new Order.Unsubscribe("s-1", true));
        house.unsubscribe("s-1");
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usage", "statements"})
    void withoutAPartThereIsNoArchiveAndNothingIsDeleted(String part) {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        List<String> before = house.standing(NIMES);
        world.failsForEver(part);
        house.unsubscribe("s-1");
        assertEquals(Operation.State.FAILED, house.ended("s-1").state());
        assertEquals(before, house.standing(NIMES));
        house.await("the commune goes on using what it has", () -> house.isServing(NIMES));
        world.heal();
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
    }

    @Test
    void onceTheArchiveIsKeptNobodyIsLetInAnyMore() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver("close");
        house.unsubscribe("s-1");
        assertEquals(Operation.State.FAILED, house.ended("s-1").state());
        assertFalse(house.isServing(NIMES));
        house.close();
        house = open(1);
        house.await(
                "the first round was made",
                () -> house.provisioning.problem().isEmpty() && count(EndOrdered.class) > 1);
        house.ended("s-1");
        assertFalse(house.isServing(NIMES));
        world.heal();
        house.await("it is closed", () -> house.find("s-1").state() == Subscription.State.CLOSED);
    }

    @Test
    void theBranchOfACommuneThatLeavesIsAResidueToo() {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        world.failsForEver("closeBranch");
        house.broker.leave(House.OPS, NIMES, false);
        assertEquals(
                List.of("branche de la commune 30189 dans l'annuaire (closeBranch is down.)"),
                house.ended("s-1").leftovers());
        assertEquals(0, count(CommuneLeft.class));
        world.heal();
        house.await("the commune has left", () -> house.find("s-1").state() == Subscription.State.CLOSED);
        assertEquals(1, count(CommuneLeft.class));
        assertEquals("branch 30189", certificate().targets().get(TARGETS.size()));
    }

    @Test
    void aCommuneWithoutSubscriptionsWhoseBranchStaysIsTold() {
        world.branches.add(NIMES);
        world.failsForEver("closeBranch");
        house.broker.leave(House.OPS, NIMES, false);
        house.await(
                "somebody is told",
                () -> house.provisioning.warning().orElse("").contains("branche de la commune 30189"));
        world.heal();
        house.await("the commune has left", () -> count(CommuneLeft.class) == 1);
        assertEquals(Optional.empty(), house.provisioning.warning());
    }

    @Test
    void whatIsLeftIsTriedLaterAndLater() {
        Leftovers leftovers = new Leftovers();
        List<Leftovers.Rest> left = List.of(new Leftovers.Rest("s-1", "base de données", () -> {}));
        StringBuilder rounds = new StringBuilder();
        for (int round = 1; round <= 16; round++) {
            rounds.append(leftovers.due(left, Set.of("s-1")).size());
        }
        assertEquals("1101000100000001", rounds.toString());
        assertTrue(leftovers.due(List.of(), Set.of("s-1")).isEmpty(), "being tried");
        assertTrue(leftovers.warning().orElseThrow().contains("base de données"));
        leftovers.due(List.of(), Set.of());
        assertEquals(Optional.empty(), leftovers.warning());
        assertEquals(1, leftovers.due(left, Set.of("s-1")).size(), "forgotten");
    }

    private DeletionCertified certificate() {
        return only(DeletionCertified.class);
    }

    private <D extends Decision> D only(Class<D> kind) {
        assertEquals(1, count(kind));
        return house.decisions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    private long count(Class<? extends Decision> kind) {
        return house.decisions().stream().filter(kind::isInstance).count();
    }
}
