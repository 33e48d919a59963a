package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Address ADDRESS = new Address(new Insee("30189"), "sample");
    private static final int MUCH = 16 << 20;

    private long now;
    private final CountDownLatch stop = new CountDownLatch(1);
    /** Whoever uses anything uses too much. */
    private final Ledger ledger = new Ledger(0, () -> now);

    private final Inside inside = new Inside(ADDRESS, null, ledger);

    @Test
    void whatIsAllocatedInsideIsCountedAndWhatIsAllocatedOutsideIsNot() throws Exception {
        allocate();
        assertEquals(0, use().allocatedBytes());
        inside.call(LedgerTest::allocate);
        long once = use().allocatedBytes();
        assertTrue(once >= MUCH && once < 2 * MUCH, once + " bytes");

        allocate();
        assertEquals(once, use().allocatedBytes());
    }

    @Test
    void aLoopShowsWhileItGoesOn() throws Exception {
        Thread looping = loop();
        await(
                "the loop uses the processor and is still inside",
                () -> use().cpu().toMillis() >= 50);
        stop.countDown();
        looping.join();
        Use after = use();
        assertEquals(after, use(), "nothing is counted any more once it is out");
    }

    @Test
    void whoComesAfterAThreadThatNobodyWaitsForDoesNotAnswerForIt() throws Exception {
        Thread looping = loop();
        await("the loop uses the processor", () -> use().cpu().toMillis() >= 50);
        assertEquals(List.of(), ledger.look(List.of()), "somebody waits for it");
        assertTrue(ledger.usesTooMuch());

        ledger.lost(looping);

        long before = use().cpu().toMillis();
        await("it runs on", () -> use().cpu().toMillis() >= before + 100);
        assertEquals(List.of(looping), ledger.look(List.of()), "it is to be put last");
        for (int second = 0; second < 12; second++) {
            now += TimeUnit.SECONDS.toNanos(1);
            ledger.look(List.of());
        }
        assertFalse(ledger.usesTooMuch());
        stop.countDown();
        looping.join();
    }

    @Test
    void whatThreadsUseThatAnInstanceStartedItselfIsCountedFromTheirBeginning() throws Exception {
        Thread own = new Thread(() -> {
            while (stop.getCount() > 0) {
                allocate();
            }
        });
        own.start();
        ThreadMXBean counters = ManagementFactory.getThreadMXBean();
        await("it uses the processor", () -> counters.getThreadCpuTime(own.getId()) >= 100_000_000);
        assertEquals(List.of(own), ledger.look(List.of(own)), "over its share, it is to be put last");
        assertTrue(use().allocatedBytes() >= MUCH);
        stop.countDown();
        own.join();
    }

    private Thread loop() {
        Thread looping = new Thread(() -> {
            try {
                inside.call(() -> {
                    while (stop.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        looping.start();
        return looping;
    }

    @AfterEach
    void stop() {
        stop.countDown();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
        }
    }

    @Test
    void everyReasonOfRefusalIsThere() {
        ledger.refused(Refused.RATE);
        ledger.refused(Refused.RATE);
        ledger.request();
        assertEquals(
                Map.of(Refused.RATE, 2L, Refused.IN_FLIGHT, 0L, Refused.PROCESSOR, 0L, Refused.HOUSE, 0L),
                use().refused());
        assertEquals(1, use().requests());
    }

    private static byte[] allocate() {
        return new byte[MUCH];
    }

    private Use use() {
        return ledger.use(ADDRESS, 0);
    }
}
