package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatelyTest {
    private long now = -7;
    private long total;
    private final Lately lately = new Lately(() -> now);

    @Test
    void whatCameBeforeTheWindowIsForgotten() {
        everySecond(100, 3);
        assertEquals(300, lately.sum());
        assertEquals(30, lately.perSecond(), "over the whole window, since nothing came before");

        everySecond(100, 20);
        assertEquals(1_000, lately.sum());
        assertEquals(100, lately.perSecond());

        everySecond(0, 9);
        assertEquals(100, lately.sum(), "that of the oldest second");
        everySecond(0, 1);
        assertEquals(0, lately.perSecond());
    }

    @Test
    void whoWasLookedAtRarelyIsJudgedByTheTimeThatPassed() {
        everySecond(100, 20);
        now += TimeUnit.SECONDS.toNanos(60);
        total += 6_000;
        lately.note(total);
        assertEquals(100, lately.perSecond(), "the watch was held up, and the instance was as it was");
    }

    private void everySecond(long more, int times) {
        for (int time = 0; time < times; time++) {
            now += TimeUnit.SECONDS.toNanos(1);
            total += more;
            lately.note(total);
        }
    }
}
