package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Address ADDRESS = new Address(new Insee("30189"), "sample");
    private static final int MUCH = 16 << 20;

    private long now;
    private final Ledger ledger = new Ledger(50, () -> now);
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
        CountDownLatch stop = new CountDownLatch(1);
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
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (use().cpu().toMillis() < 50) {
                assertTrue(System.nanoTime() < deadline, "the loop uses the processor and is still inside");
            }
        } finally {
            stop.countDown();
            looping.join();
        }
        Use after = use();
        assertEquals(after, use(), "nothing is counted any more once it is out");
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
