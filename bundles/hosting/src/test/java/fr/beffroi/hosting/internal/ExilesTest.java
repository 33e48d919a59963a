package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExilesTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");
    private static final Address CAISSARGUES = new Address(new Insee("30060"), "sample");

    private long now = -7;
    private final Exiles exiles = new Exiles(Duration.ofMinutes(10), () -> now);

    @Test
    void whoWentComesBackWhenTheHeapHasBeenFineForAPause() {
        exiles.heapIs(false);
        exiles.send(NIMES);
        minutes(60);
        assertEquals(List.of(), exiles.due(), "the heap is still full");

        exiles.heapIs(true);
        minutes(9);
        assertEquals(List.of(), exiles.due());
        exiles.heapIs(false);
        exiles.heapIs(true);
        minutes(9);
        assertEquals(List.of(), exiles.due(), "it was full in between");
        minutes(1);
        assertEquals(List.of(NIMES), exiles.due());

        exiles.back(NIMES);
        assertEquals(List.of(), exiles.due(), "once");
    }

    @Test
    void thePauseDoublesWithEachTimeUpToADay() {
        exiles.heapIs(true);
        for (int pause : new int[] {10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440}) {
            exiles.send(NIMES);
            minutes(pause - 1);
            assertEquals(List.of(), exiles.due(), "before " + pause + " min");
            minutes(1);
            assertEquals(List.of(NIMES), exiles.due(), "after " + pause + " min");
            exiles.back(NIMES);
        }
    }

    @Test
    void whoHasStayedForADayBeginsAnew() {
        exiles.heapIs(true);
        exiles.send(NIMES);
        exiles.back(NIMES);
        exiles.send(NIMES);
        exiles.back(NIMES);
        minutes(1_440);

        exiles.send(NIMES);

        assertTrue(exiles.sentence(NIMES).contains("in 10 min at the earliest"), exiles.sentence(NIMES));
    }

    @Test
    void anOperatorsRestartIsABeginningToo() {
        exiles.heapIs(true);
        exiles.send(NIMES);
        exiles.forget(NIMES);
        assertEquals(List.of(), exiles.due());
        exiles.send(NIMES);
        minutes(10);
        assertEquals(List.of(NIMES), exiles.due());
    }

    @Test
    void whoIsAcquittedComesBackAtOnceAndNothingIsHeldAgainstIt() {
        exiles.heapIs(false);
        exiles.send(NIMES);
        exiles.send(CAISSARGUES);
        exiles.acquit(NIMES);
        assertEquals(List.of(NIMES), exiles.due());
        assertTrue(exiles.sentence(NIMES).endsWith("comes back now."), exiles.sentence(NIMES));
        exiles.back(NIMES);

        exiles.heapIs(true);
        exiles.send(NIMES);
        minutes(10);
        assertEquals(List.of(CAISSARGUES, NIMES), exiles.due());
    }

    @Test
    void whoCanNotBeBroughtBackIsTriedAgainAfterAsLong() {
        exiles.heapIs(true);
        exiles.send(NIMES);
        exiles.acquit(NIMES);
        exiles.stay(NIMES);
        assertEquals(List.of(), exiles.due());
        minutes(10);
        assertEquals(List.of(NIMES), exiles.due());
    }

    @Test
    void whereNobodyComesBackByThemselvesOnlyTheAcquittedDo() {
        Exiles strict = new Exiles(Duration.ZERO, () -> now);
        strict.heapIs(true);
        strict.send(NIMES);
        minutes(10_000);
        assertEquals(List.of(), strict.due());
        assertTrue(strict.sentence(NIMES).endsWith("until it is made anew."), strict.sentence(NIMES));
        strict.acquit(NIMES);
        assertEquals(List.of(NIMES), strict.due());
    }

    @Test
    void operatorsReadWhyAndWhen() {
        exiles.heapIs(true);
        exiles.send(NIMES);
        exiles.back(NIMES);
        exiles.send(NIMES);
        minutes(13);
        assertEquals(
                "It was taken away because the heap stayed full and it had allocated most since it was fine."
                        + " It is tried again when the heap has been fine for 20 min: in 7 min at the earliest.",
                exiles.sentence(NIMES));
    }

    private void minutes(long more) {
        now += TimeUnit.MINUTES.toNanos(more);
    }
}
