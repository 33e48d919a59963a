package fr.beffroi.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A closed loop: so many clients, each of which asks again as soon as it is answered. */
final class Load {
    /** No loop of this program goes on for longer. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private Load() {}

    /** What one client does again and again. */
    @FunctionalInterface
    interface Call {
        /** @return whether there was still something to do */
        boolean once() throws Exception;
    }

    /** Makes the call of one client; its number counts from 0. */
    @FunctionalInterface
    interface Clients {
        Call client(int number) throws Exception;
    }

    /**
     * What came of it.
     *
     * @param nanos how long each call took, sorted
     * @param seconds the whole
     */
    record Figures(long[] nanos, double seconds) {
        int count() {
            return nanos.length;
        }

        double perSecond() {
            return count() / seconds;
        }

        double perMinute() {
            return 60 * perSecond();
        }

        /** In milliseconds: what this share of the calls didn't exceed (nearest rank). */
        double millis(double share) {
            if (nanos.length == 0) {
                return Double.NaN;
            }
            int rank = (int) Math.ceil(share * nanos.length);
            return nanos[Math.max(0, rank - 1)] / 1e6;
        }
    }

    /** Until there is nothing left to do. */
    static Figures untilDone(int clients, Clients maker) throws Exception {
        return run(clients, LONGEST, maker);
    }

    /** For so long, or until there is nothing left to do. */
    static Figures run(int clients, Duration time, Clients maker) throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            calls.add(maker.client(i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(clients, task -> {
            Thread thread = new Thread(task, "client");
            thread.setDaemon(true);
            return thread;
        });
        try {
            long begun = System.nanoTime();
            long end = begun + time.toNanos();
            List<Future<long[]>> running = new ArrayList<>();
            for (Call call : calls) {
                running.add(threads.submit(() -> loop(call, end)));
            }
            List<long[]> parts = new ArrayList<>();
            for (Future<long[]> part : running) {
                parts.add(part.get(LONGEST.toSeconds() + 120, TimeUnit.SECONDS));
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Figures(all, seconds);
        } finally {
            threads.shutdownNow();
            for (Call call : calls) {
                if (call instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            }
        }
    }

    private static long[] loop(Call call, long end) throws Exception {
        long[] nanos = new long[1024];
        int count = 0;
        for (long before = System.nanoTime(); before < end; ) {
            if (!call.once()) {
                break;
            }
            long after = System.nanoTime();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(nanos, count);
    }
}
