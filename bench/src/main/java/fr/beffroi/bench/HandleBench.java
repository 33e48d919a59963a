package fr.beffroi.bench;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.hosting.internal.MeterProbe;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an instance pays for counting: the time of one call of its meter handle, while the queue is empty, while it fills because the disk
 * stands still, and when it is full. Beside it a bounded queue of the JDK to which the same readings are offered.
 */
final class HandleBench {
    private static final String SETTINGS = "etc/fr.beffroi.hosting.cfg";

    /** Calls between which the queue is given the time to empty itself. */
    private static final int BURST = 100;

    private static final List<Integer> CALLERS = List.of(1, 4);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Workshop workshop;
    private final MeteringSize size;
    private final Postgresql.Database database;
    private final Acknowledged stored;
    private final int capacity;
    private final int each;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final AtomicLong ids = new AtomicLong();
    private final List<String> heap = new ArrayList<>();

    /** @param stored what the bare loops have stored in that database, and what the disk behind the handles stores from now on */
    HandleBench(Workshop workshop, MeteringSize size, Postgresql.Database database, Acknowledged stored)
            throws IOException {
        this.workshop = workshop;
        this.size = size;
        this.database = database;
        this.stored = stored;
        Properties settings = new Properties();
        Path file =
                workshop.root().resolve("features/distribution/target/assembly").resolve(SETTINGS);
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        capacity = Integer.parseInt(settings.getProperty("readings.waiting"));
        each = Integer.parseInt(settings.getProperty("readings.waiting.each"));
    }

    /**
     * Calls of one kind.
     *
     * @param nanos how long each took its caller, sorted
     * @param waits how often a caller waited to be woken
     * @param blocks how often a caller met another thread inside the queue
     */
    private record Calls(long[] nanos, long waits, long blocks) {
        static Calls of(List<Calls> parts) {
            return new Calls(
                    parts.stream()
                            .flatMapToLong(part -> Arrays.stream(part.nanos))
                            .sorted()
                            .toArray(),
                    parts.stream().mapToLong(Calls::waits).sum(),
                    parts.stream().mapToLong(Calls::blocks).sum());
        }

        double nanos(double share) {
            return nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)];
        }
    }

    Table measure() throws Exception {
        Table table = new Table(
                "A meter handle, seen by its caller",
                "queue",
                "callers",
                "calls",
                "p50 ns",
                "p99 ns",
                "longest µs",
                "limit p50 ns",
                "limit p99 ns",
                "of the limit",
                "waits",
                "met others");
        for (int callers : CALLERS) {
            workshop.say("metering: meter handles, %d callers", callers);
            measure(callers, null);
            measure(callers, table);
        }
        heap.forEach(table::note);
        BareIntake.check(database, stored);
        return table.note(
                        "The aim is less than 5 µs a call. Limit: ArrayBlockingQueue.offer of the same readings, with a thread that takes"
                                + " them out, while it fills, and when it is full; of the limit: its p50 as a share of ours. Each caller is an instance of its own.")
                .note(
                        "Waits: how often a caller was put to sleep until somebody wakes it, which is what waiting for the disk would look"
                                + " like; the run breaks off when there is one. Met others: how often it found another thread inside the queue.")
                .note("Every reading whose stage completed was on the disk, and no other.");
    }

    /** @param table gets the rows; null when this is to warm up */
    private void measure(int callers, Table table) throws Exception {
        try (Disk disk = new Disk();
                MeterProbe probe = new MeterProbe(disk, capacity, each)) {
            List<Caller> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                all.add(new Caller(probe.handle(Communes.insee(caller))));
            }
            try {
                measure(disk, all, table);
            } finally {
                // Whatever broke off, the queue can only end when its disk goes on.
                disk.goOn();
            }
            for (Caller caller : all) {
                caller.awaitStored();
            }
        }
    }

    private void measure(Disk disk, List<Caller> all, Table table) throws Exception {
        Calls empty = together(all, Caller::whileEmpty);
        disk.stop();
        Calls filling = together(all, caller -> caller.calls(each));
        double full = heap();
        Calls refused = together(all, caller -> caller.refused(size.refused()));
        if (table == null) {
            return;
        }
        heap.add(String.format(
                Locale.ROOT,
                "With %d callers the heap grew by %.2f MB while %,d calls were refused by the full queue.",
                all.size(),
                (heap() - full - Long.BYTES * refused.nanos.length) / (1 << 20),
                refused.nanos.length));
        Bare bare = new Bare(all.size());
        row(table, "empty", all.size(), empty, bare.whileEmpty());
        row(table, "filling, disk stopped", all.size(), filling, bare.calls(each));
        row(table, "full, disk stopped", all.size(), refused, bare.calls(size.refused()));
    }

    private static void row(Table table, String queue, int callers, Calls calls, Calls limit) {
        if (calls.waits() > 0) {
            throw new IllegalStateException("Callers waited " + calls.waits() + " times, queue " + queue + ".");
        }
        table.row(
                queue,
                callers,
                calls.nanos.length,
                calls.nanos(0.5),
                calls.nanos(0.99),
                calls.nanos(1) / 1e3,
                limit.nanos(0.5),
                limit.nanos(0.99),
                Table.percent(limit.nanos(0.5) / calls.nanos(0.5)),
                calls.waits(),
                calls.blocks());
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What each does at the same time, on a thread of its own. */
    @FunctionalInterface
    private interface Part<T> {
        Calls of(T one) throws Exception;
    }

    private static <T> Calls together(List<T> all, Part<T> part) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(all.size());
        try {
            List<Callable<Calls>> tasks = new ArrayList<>();
            all.forEach(one -> tasks.add(() -> part.of(one)));
            List<Calls> calls = new ArrayList<>();
            for (Future<Calls> done : callers.invokeAll(tasks, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                if (done.isCancelled()) {
                    throw new IllegalStateException(
                            "A caller hasn't come back: the queue keeps it waiting for the disk.");
                }
                calls.add(done.get());
            }
            return Calls.of(calls);
        } finally {
            callers.shutdownNow();
        }
    }

    /**
     * Counts so often in a row, and looks at what became of this thread meanwhile.
     *
     * @param count with an id that was never used
     * @param after gets what it returned, while nobody looks at the clock
     */
    private <T> Calls timed(int calls, Function<String, T> count, Consumer<T> after) {
        long[] nanos = new long[calls];
        long thread = Thread.currentThread().getId();
        ThreadInfo before = threads.getThreadInfo(thread);
        for (int i = 0; i < calls; i++) {
            String id = Long.toString(ids.incrementAndGet());
            long begun = System.nanoTime();
            T answer = count.apply(id);
            nanos[i] = System.nanoTime() - begun;
            after.accept(answer);
        }
        ThreadInfo then = threads.getThreadInfo(thread);
        return new Calls(
                nanos,
                then.getWaitedCount() - before.getWaitedCount(),
                then.getBlockedCount() - before.getBlockedCount());
    }

    /** The code of an instance that counts. */
    private final class Caller {
        private final MeterHandle handle;
        private final Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
        private final List<CompletionStage<Void>> stages = new ArrayList<>();

        Caller(MeterHandle handle) {
            this.handle = handle;
        }

        private Calls whileEmpty() throws Exception {
            List<Calls> all = new ArrayList<>();
            long end = System.nanoTime() + size.time().dividedBy(2).toNanos();
            while (System.nanoTime() < end) {
                all.add(calls(BURST));
                awaitStored();
            }
            return Calls.of(all);
        }

        private Calls calls(int number) {
            return timed(number, this::record, stages::add);
        }

        /** Calls that find the queue full, every one of them. */
        private Calls refused(int number) {
            return timed(number, this::record, stage -> {
                if (!stage.toCompletableFuture().isCompletedExceptionally()) {
                    throw new IllegalStateException("A full queue took a reading.");
                }
            });
        }

        private CompletionStage<Void> record(String id) {
            return handle.record(id, ONE, time);
        }

        /** All that was recorded is on the disk. */
        private void awaitStored() throws Exception {
            for (CompletionStage<Void> stage : stages) {
                stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            stored.add(stages.size(), stages.size());
            stages.clear();
        }
    }

    /** The data store behind the queue, which can be stopped. */
    private final class Disk implements ReadingIntake, AutoCloseable {
        private final BareIntake intake = new BareIntake(database);
        private final String run = "/bench/handle-" + System.nanoTime();
        private volatile CountDownLatch going = new CountDownLatch(0);

        Disk() throws SQLException {}

        void stop() {
            going = new CountDownLatch(1);
        }

        void goOn() {
            going.countDown();
        }

        @Override
        public List<Receipt> accept(Actor actor, List<Reading> readings) {
            try {
                going.await();
                intake.store(readings.stream().map(this::row).toList());
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return readings.stream()
                    .map(reading -> new Receipt(Outcome.ACCEPTED, ""))
                    .toList();
        }

        private BareIntake.Row row(Reading reading) {
            return new BareIntake.Row(
                    run + reading.source(),
                    reading.id(),
                    reading.tenant().code(),
                    ChronoUnit.MICROS.between(Instant.EPOCH, reading.time()),
                    Batch.UNIT);
        }

        @Override
        public void close() throws SQLException {
            goOn();
            intake.close();
        }
    }

    /** The JDK's queue instead of ours. */
    private final class Bare {
        private final BlockingQueue<Reading> queue = new ArrayBlockingQueue<>(capacity);
        private final List<Integer> callers = new ArrayList<>();
        private final Insee insee = new Insee(Communes.insee(0));
        private final Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);

        Bare(int callers) {
            for (int caller = 0; caller < callers; caller++) {
                this.callers.add(caller);
            }
        }

        private Calls whileEmpty() throws Exception {
            Thread taking = new Thread(this::take, "taking");
            taking.setDaemon(true);
            taking.start();
            long end = System.nanoTime() + size.time().dividedBy(4).toNanos();
            try {
                return together(callers, caller -> {
                    List<Calls> all = new ArrayList<>();
                    while (System.nanoTime() < end) {
                        all.add(calls(caller, BURST));
                        while (!queue.isEmpty()) {
                            Thread.onSpinWait();
                        }
                    }
                    return Calls.of(all);
                });
            } finally {
                taking.interrupt();
                taking.join();
            }
        }

        private void take() {
            try {
                while (true) {
                    queue.take();
                }
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
            }
        }

        /** Without anybody who takes out. */
        private Calls calls(int number) throws Exception {
            return together(callers, caller -> calls(caller, number));
        }

        private Calls calls(int caller, int number) {
            String source = "/t/" + Communes.insee(caller) + "/actes";
            return timed(
                    number,
                    id -> queue.offer(new Reading(source, "page-views/" + id, insee, "actes", "page-views", time, ONE)),
                    taken -> {});
        }
    }
}
