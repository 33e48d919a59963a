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
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The house stops, is killed, or can't write, anywhere; afterwards everything ends in the same place. */
class StoppingTest {
    @TempDir
    Path folder;

    @Test
    void killedAtAnyMomentItEndsInTheSamePlace() throws Exception {
        int moments = liveAndDie(0);
        assertTrue(moments > 40, "a life has its moments: " + moments);
        for (int death = 1; death <= moments; death++) {
            liveAndDie(death);
        }
    }

    /**
     * A commune subscribes and leaves; the house is killed at one moment of that, and started again.
     *
     * @return how many moments it took
     */
    private int liveAndDie(int death) throws Exception {
        World world = new World();
        Path place = Files.createTempDirectory(folder, "life-" + death + "-");
        try (StoreUnderTest store = StoreUnderTest.sqlite(place)) {
            Life first = new Life(world, death);
            boolean survived;
            try (House house = new House(store, world, first, new TestSettings(place))) {
                house.subscribe("s-1", NIMES);
                survived = endsOrDies(house);
                if (survived) {
                    house.broker.leave(House.OPS, NIMES);
                    survived = endsOrDies(house);
                }
            }
            assertEquals(death == 0, survived, "death at " + death);
            try (House house = new House(store, world)) {
                house.ended("s-1");
                house.await(
                        "what stands is open again",
                        () -> house.provisioning.problem().orElse("").isEmpty());
                if (house.find("s-1").state() == Subscription.State.ACTIVE) {
                    assertEquals(4, house.standing(NIMES).size(), "death at " + death);
                    house.broker.leave(House.OPS, NIMES);
                    house.ended("s-1");
                }
                assertEquals(
                        Subscription.State.CLOSED,
                        house.find("s-1").state(),
                        () -> "death at " + death + house.decisions());
                assertEquals(List.of(), house.standing(NIMES), "death at " + death);
                assertEquals(1, house.archives.of(House.OPS, NIMES).size(), "death at " + death);
                assertEquals(0, count(house, OperationFailed.class), "death at " + death);
                assertEquals(2, count(house, OperationSucceeded.class), "death at " + death);
                assertEquals(1, count(house, ArchiveKept.class), "death at " + death);
                assertEquals(1, count(house, CommuneLeft.class), "death at " + death);
                assertEquals(
                        house.decisions().stream()
                                .filter(StepDone.class::isInstance)
                                .distinct()
                                .count(),
                        count(house, StepDone.class),
                        "no step is recorded twice, death at " + death);
                assertTrue(house.journal.verify(n -> {}).whole());
            }
            return first.moments();
        }
    }

    private static boolean endsOrDies(House house) {
        house.await(
                "the operation ends or the house is dead",
                () -> house.life.isDead() || house.find("s-1").operation().state() != Operation.State.IN_PROGRESS);
        return !house.life.isDead();
    }

    @Test
    void aStopInTheMiddleIsNoFailure() throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            House house = new House(store, world);
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
            house.subscribe("s-1", NIMES);
            house.subscribe("s-2", BERNIS);
            reached.await();
            house.close();

            try (House next = new House(store, world)) {
                assertEquals(Operation.State.SUCCEEDED, next.ended("s-1").state());
                assertEquals(Operation.State.SUCCEEDED, next.ended("s-2").state());
                assertEquals(0, count(next, OperationFailed.class));
                assertEquals(4, next.standing(NIMES).size());
            }
        }
    }

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
            house.broker.leave(House.OPS, NIMES);
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
                house.broker.leave(House.OPS, NIMES);
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
