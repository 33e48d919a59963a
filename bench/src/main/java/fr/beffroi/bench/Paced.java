package fr.beffroi.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One visitor who asks at a steady pace, whether or not the one before was answered in time: a request waits from when it is due, so that a
 * house that stands still for a second costs everybody who came in that second.
 */
final class Paced {
    private static final int PER_SECOND = 25;

    private Paced() {}

    /**
     * What came of it.
     *
     * @param figures of those that were answered
     * @param failed how many were answered something else than 200, or not at all
     */
    record Heard(Load.Figures figures, int failed) {}

    /** @param path that is asked for, which an instance lets at least so many have a second */
    static Heard listen(int port, String path, Duration time) throws InterruptedException {
        byte[] request = Wire.request("GET", path, "", "");
        int all = (int) (PER_SECOND * time.toMillis() / 1_000);
        long[] nanos = new long[all];
        int answered = 0;
        long begun = System.nanoTime();
        Wire wire = new Wire(port);
        try {
            for (int number = 0; number < all; number++) {
                long due = begun + number * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                try {
                    if (wire.send(request).status() == 200) {
                        nanos[answered++] = System.nanoTime() - due;
                    }
                } catch (IOException cut) {
                    wire = reopened(wire, port);
                }
            }
        } finally {
            close(wire);
        }
        long[] sorted = Arrays.copyOf(nanos, answered);
        Arrays.sort(sorted);
        return new Heard(new Load.Figures(sorted, (System.nanoTime() - begun) / 1e9), all - answered);
    }

    private static Wire reopened(Wire cut, int port) {
        close(cut);
        return new Wire(port);
    }

    private static void close(Wire wire) {
        try {
            wire.close();
        } catch (IOException e) {
            System.err.println("A connection wasn't closed: " + e);
        }
    }
}
