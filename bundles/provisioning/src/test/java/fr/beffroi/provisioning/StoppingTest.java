package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.BERNIS;
import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ArchiveKept;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The house starts again, or can't write; what was left lying about is found by its rounds. */
class StoppingTest {
    @TempDir
    Path folder;

    @Test
    void anOutcomeThatCannotBeRecordedIsNeitherSuccessNorFailure() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder);
                House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1))) {
            CountDownLatch reached = new CountDownLatch(1);
            house.life.hooks.put("create", reached::countDown);
            house.journalIsFull(true);
            house.subscribe("s-1", NIMES);
            CountDownLatch again = new CountDownLatch(2);
            house.life.hooks.put("openGroup", again::countDown);
            again.await();
            assertEquals(
                    Operation.State.IN_PROGRESS, house.find("s-1").operation().state());
            assertEquals(1, reached.getCount(), "no step goes on from one that isn't recorded");

            house.journalIsFull(false);
            assertEquals(Operation.State.SUCCEEDED, house.ended("s-1").state());
        }
    }

    @Test
    void instancesLogInAgainToADirectoryThatForgotAndOneThatIsDownKeepsThemNotShut() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            try (House house = new House(store, world)) {
                house.subscribe("s-1", NIMES);
                house.ended("s-1");
            }
            assertEquals(Set.of("30189/instance-actes"), world.logIns);
            world.logIns.clear();
            world.failsForEver("openInstance");
            try (House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1))) {
                house.await(
                        "it serves, and somebody is told of the rest",
                        () -> house.isServing(NIMES) && warning(house).startsWith("1 of 1 instances"));
                world.heal();
                house.await("it can log in", () -> world.logIns.equals(Set.of("30189/instance-actes")));
            }
        }
    }

    @Test
    void aChangeThatWasCutByAStartLeavesTheLogIn() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            try (House house = new House(store, world)) {
                house.subscribe("s-1", NIMES);
                house.ended("s-1");
                CountDownLatch reached = new CountDownLatch(1);
                CountDownLatch closing = new CountDownLatch(1);
                house.whenClosing(closing::countDown);
                house.life.hooks.put("open", () -> {
                    reached.countDown();
                    try {
                        closing.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new Refusal(Reason.UNAVAILABLE, "The framework is stopping.");
                });
                house.change("s-1", Map.of(), "1.1.0");
                reached.await();
            }
            world.logIns.clear();
            try (House house = new House(store, world)) {
                house.await(
                        "the change has ended and the instance can log in",
                        () -> !house.find("s-1").operation().isUnderWay()
                                && world.logIns.equals(Set.of("30189/instance-actes")));
            }
        }
    }

    @Test
    void instancesAreOpenedAgainAndOneThatFailsKeepsNobody() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            try (House house = new House(store, world)) {
                house.subscribe("s-1", NIMES);
                house.subscribe("s-2", BERNIS);
                house.subscribeToStorage("s-3", BERNIS);
                List.of("s-1", "s-2", "s-3").forEach(house::ended);
            }
            world.fails("check", 1);
            try (House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 3600))) {
                house.await(
                        "both were tried and one is open, which doesn't close the house",
                        () -> house.provisioning.problem().isEmpty()
                                && warning(house).startsWith("1 of 2 instances"));
                assertEquals(
                        1,
                        house.instances.values().stream()
                                .filter(one -> one.serving())
                                .count());
                assertEquals(
                        Subscription.State.ACTIVE, house.find("s-1").state(), "an instance that is ill stays ours");
                house.unsubscribe("s-1");
                house.unsubscribe("s-2");
                house.ended("s-1");
                house.ended("s-2");
                assertEquals(2, count(house, ArchiveKept.class));
            }
        }
    }

    @Test
    void whatDidNotOpenIsTriedAgainWithTheNextRound() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            try (House house = new House(store, world)) {
                house.subscribe("s-1", NIMES);
                house.ended("s-1");
            }
            world.failsForEver("open");
            try (House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1))) {
                house.await("it did not open", () -> warning(house).startsWith("1 of 1 instances"));
                world.heal();
                house.await(
                        "it is open at last", () -> house.provisioning.warning().equals(Optional.empty()));
                assertTrue(house.instances.get("30189/actes").serving());
            }
        }
    }

    @Test
    void aDepartureThatWaitsForTheDirectoryIsCompletedByARound() throws Exception {
        World world = new World();
        world.branches.add(NIMES);
        world.fails("closeBranch", 1);
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder);
                House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 1))) {
            house.broker.leave(House.OPS, NIMES, false);
            house.await("the commune has left", () -> count(house, CommuneLeft.class) == 1);
        }
    }

    @Test
    void aLeavingCommuneWhoseEndFailedIsNotForgotten() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            try (House house = new House(store, world, new Life(world, 0), new TestSettings(folder, 3600))) {
                house.subscribe("s-1", NIMES);
                house.ended("s-1");
                world.failsForEver("closeGroup");
                house.broker.leave(House.OPS, NIMES, false);
                assertEquals(Operation.State.FAILED, house.ended("s-1").state());
            }
            world.heal();
            try (House house = new House(store, world)) {
                house.await("the commune has left", () -> count(house, CommuneLeft.class) == 1);
            }
        }
    }

    private static String warning(House house) {
        return house.provisioning.warning().orElse("");
    }

    private static long count(House house, Class<?> kind) {
        return house.decisions().stream().filter(kind::isInstance).count();
    }
}
