package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    /** Near the end of what a long holds: {@link System#nanoTime} may turn over. */
    private long now = Long.MAX_VALUE - 10;

    private final Pace pace = new Pace(10, () -> now);

    @Test
    void afterAQuietTimeTwiceAsManyComeAtOnce() {
        assertTaken(20);
    }

    @Test
    void afterARushOneComesEachInterval() {
        assertTaken(20);
        pass(99);
        assertFalse(pace.take(), "not yet");
        pass(1);
        assertTaken(1);
        pass(300);
        assertTaken(3);
    }

    @Test
    void whoIsTurnedAwayDoesNotMakeOthersWait() {
        assertTaken(20);
        for (int attempt = 0; attempt < 1_000; attempt++) {
            assertFalse(pace.take());
        }
        pass(100);
        assertTaken(1);
    }

    @Test
    void aLongQuietTimeSavesUpNoMoreThanAShortOne() {
        assertTaken(20);
        pass(TimeUnit.DAYS.toMillis(400));
        assertTaken(20);
    }

    private void assertTaken(int times) {
        for (int time = 0; time < times; time++) {
            assertTrue(pace.take(), "number " + (time + 1));
        }
        assertFalse(pace.take(), "one more");
    }

    private void pass(long milliseconds) {
        now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
