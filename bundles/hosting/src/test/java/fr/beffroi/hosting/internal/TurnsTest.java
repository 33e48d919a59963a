package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is woken in its turn, because it was placed, goes back to sleep. */
class TurnsTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");

    @Test
    void oneThatCannotBeParkedAfterItsTurnIsParkedWhenItCan() throws Exception {
        CountDownLatch isParked = new CountDownLatch(1);
        Parking parking =
                new Parking(new ParkingRule(Duration.ZERO, 100, Duration.ZERO), 6_000, new FailsItsCheckOnce(isParked));
        try {
            parking.placed(NIMES);

            assertTrue(isParked.await(20, TimeUnit.SECONDS), "it is asked again in a second");
        } finally {
            parking.stop();
        }
    }

    /** One instance that nobody visits and that is far from being one too many. */
    private static final class FailsItsCheckOnce implements Parking.Hosted {
        private final CountDownLatch isParked;
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile boolean awake;

        FailsItsCheckOnce(CountDownLatch isParked) {
            this.isParked = isParked;
        }

        @Override
        public Parking.Running look() {
            return awake
                    ? new Parking.Running(1, List.of(new ParkingRule.Idle(NIMES, Duration.ofHours(1))))
                    : new Parking.Running(0, List.of());
        }

        @Override
        public boolean park(Address address, Duration unused) {
            if (attempts.incrementAndGet() == 1) {
                throw new Refusal(Reason.UNAVAILABLE, "It can't work.");
            }
            awake = false;
            isParked.countDown();
            return true;
        }

        @Override
        public boolean wake(Address address) {
            awake = true;
            return true;
        }

        @Override
        public long requests(Address address) {
            return 0;
        }
    }
}
