package fr.beffroi.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Visitors who ask at a steady pace, whether or not the one before was answered in time: a request waits from when it is due, so that a
 * house that stands still for a second costs everybody who came in that second.
 */
final class Paced {
    /** Fewer than an instance works for at a time, so that a slow answer doesn't get the next one refused. */
    private static final int VISITORS = 6;

    /** Of each; all together half of what an instance takes. */
    private static final int PER_SECOND = 4;

    private Paced() {}

    /**
     * What came of it.
     *
     * @param figures of those that were answered
     * @param failed how many were answered something else than 200, or not at all
     */
    record Heard(Load.Figures figures, int failed) {}

    /** @param path that is asked for */
    static Heard listen(int port, String path, Duration time) throws Exception {
        int each = (int) (PER_SECOND * time.toMillis() / 1_000);
        long begun = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(VISITORS);
        try {
            List<Callable<long[]>> visits = new ArrayList<>();
            for (int visitor = 0; visitor < VISITORS; visitor++) {
                long first = begun + visitor * interval() / VISITORS;
                visits.add(() -> visit(port, path, first, each));
            }
            List<long[]> answered = new ArrayList<>();
            for (Future<long[]> visit : threads.invokeAll(visits)) {
                answered.add(visit.get());
            }
            long[] sorted =
                    answered.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Heard(
                    new Load.Figures(sorted, (System.nanoTime() - begun) / 1e9), VISITORS * each - sorted.length);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long interval() {
        return TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    }

    /** @return how long each took that was answered 200 */
    private static long[] visit(int port, String path, long first, int times) throws Exception {
        byte[] request = Wire.request("GET", path, "", "");
        long[] nanos = new long[times];
        int answered = 0;
        // One that was cut connects anew by itself.
        try (Wire wire = new Wire(port)) {
            for (int number = 0; number < times; number++) {
                long due = first + number * interval();
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                try {
                    if (wire.send(request).status() == 200) {
                        nanos[answered++] = System.nanoTime() - due;
                    }
                } catch (IOException cut) {
                    wire.close();
                }
            }
        }
        return Arrays.copyOf(nanos, answered);
    }
}
