package fr.beffroi.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The house is killed or stopped in the middle of an operation of each kind; afterwards everything ends in the same place. */
class KillingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Story.class)
    void killedAtAnyMomentItEndsInTheSamePlace(Story story) throws Exception {
        int moments = liveAndDie(story, 0);
        // Of the shortest: before its effect, after it, after the entry of both its step and its end.
        assertTrue(moments >= 3, "an operation has its moments: " + moments);
        for (int death = 1; death <= moments; death++) {
            liveAndDie(story, death);
        }
    }

    /**
     * Something is ordered; the house is killed at one moment of carrying it out, and started again.
     *
     * @return how many moments it took, without what is looked after when it has ended
     */
    private int liveAndDie(Story story, int death) throws Exception {
        World world = new World();
        Path place = Files.createTempDirectory(folder, story + "-" + death + "-");
        try (StoreUnderTest store = StoreUnderTest.sqlite(place)) {
            Life first = new Life(world, 0);
            int moments;
            try (House house = new House(store, world, first, new TestSettings(place))) {
                story.before(house);
                house.await("what was before is over", () -> !first.isWriting());
                first.dieAt(death);
                story.order(house);
                house.await(
                        story + " ends or the house is dead at " + death,
                        () -> first.isDead() || !story.isUnderWay(house) && !first.isWriting());
                moments = first.moments();
            }
            assertEquals(death != 0, first.isDead(), story + " at " + death);
            requireSamePlace(story, store, world, "killed at " + death);
            return moments;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUBSCRIBE,openGroup",
        "SUBSCRIBE,openInstance",
        "SUBSCRIBE,create",
        "SUBSCRIBE,open",
        "SUBSCRIBE,check",
        "GIVE_UP,close",
        "GIVE_UP,dropFiles",
        "GIVE_UP,drop",
        "GIVE_UP,closeGroup",
        "GIVE_UP,closeProgram",
        "CHANGE,open",
        "CHANGE,check",
        "SUSPEND,suspend",
        "SUSPEND,closeGroup",
        "SUSPEND,closeProgram",
        "RESUME,openGroup",
        "RESUME,openInstance",
        "RESUME,openProgram",
        "RESUME,check",
        "UNSUBSCRIBE,withdraw",
        "UNSUBSCRIBE,export",
        "UNSUBSCRIBE,close",
        "UNSUBSCRIBE,dropFiles",
        "UNSUBSCRIBE,drop",
        "UNSUBSCRIBE,closeGroup",
        "UNSUBSCRIBE,closeProgram",
        "UNSUBSCRIBE,closeBranch",
        "UNSUBSCRIBE,complete",
        "BIND,openProgram",
        "UNBIND,closeProgram"
    })
    void aStopInTheMiddleIsNoFailure(Story story, String what) throws Exception {
        World world = new World();
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            House house = new House(store, world);
            story.before(house);
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch closing = new CountDownLatch(1);
            house.whenClosing(closing::countDown);
            house.life.hooks.put(what, () -> {
                reached.countDown();
                try {
                    closing.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new Refusal(Reason.UNAVAILABLE, "The framework is stopping.");
            });
            story.order(house);
            reached.await();
            house.close();
            requireSamePlace(story, store, world, "stopped at " + what);
        }
    }

    private static void requireSamePlace(Story story, StoreUnderTest store, World world, String when) throws Exception {
        try (House house = new House(store, world)) {
            house.await(story + " ends, " + when, () -> !story.isUnderWay(house));
            house.await(
                    "what stands is open again, " + when,
                    () -> house.provisioning.problem().isEmpty());
            story.after(house);
            assertEquals(List.of(), house.provisioning.inspect(House.OPS).findings(), () -> when + house.decisions());
            assertEquals(List.of(), house.life.collisions, when);
            boolean fails = story == Story.GIVE_UP || story == Story.GO_BACK;
            assertEquals(fails ? 1 : 0, Story.count(house, OperationFailed.class), () -> when + house.decisions());
            if (!fails) {
                assertEquals(
                        house.decisions().stream()
                                .filter(StepDone.class::isInstance)
                                .distinct()
                                .count(),
                        Story.count(house, StepDone.class),
                        () -> "no step is recorded twice, " + when + house.decisions());
            }
            assertTrue(house.journal.verify(n -> {}).whole());
        }
    }
}
