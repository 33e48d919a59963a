package fr.beffroi.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the house's memory stays as it is while the disk answers nothing and senders don't let off: each waits some seconds, gives
 * up, and sends the same again. When the disk goes on, everything is sent until it is acknowledged, and must have been counted once.
 */
final class StallBench {
    private static final int BATCHING = 8;
    private static final int BATCH = 1_000;
    private static final int SINGLE = 16;
    private static final double MEGABYTE = 1 << 20;

    /** How long a sender waits for an answer. */
    private static final int IMPATIENCE_MILLIS = 5_000;

    /** The same when the disk goes on: what has piled up is stored first, and whoever gives up meanwhile piles up more. */
    private static final int PATIENCE_MILLIS = 60_000;

    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private final Workshop workshop;
    private final MeteringSize size;
    private final Postgresql postgresql;
    private final MeteredHouse metered;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private volatile int patienceMillis = IMPATIENCE_MILLIS;
    private volatile boolean enough;

    StallBench(Workshop workshop, MeteringSize size, Postgresql postgresql, MeteredHouse metered) {
        this.workshop = workshop;
        this.size = size;
        this.postgresql = postgresql;
        this.metered = metered;
    }

    Table measure() throws Exception {
        Table table = new Table(
                "Memory with the disk stopped",
                "moment",
                "heap MB",
                "of the heap before",
                "answered 503",
                "given up by senders");
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sender");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> senders = new ArrayList<>();
        try {
            workshop.say("metering: load before the disk stops");
            List<Batch> batches = new ArrayList<>(metered.batches(BATCHING, BATCH));
            batches.addAll(metered.batches(SINGLE, 1));
            batches.forEach(batch -> senders.add(threads.submit(new Sender(batch)::sendUntilEnough, null)));
            TimeUnit.NANOSECONDS.sleep(size.time().toNanos());
            double before = heap();
            row(table, "before", before, before);
            stop(table, before);
            enough = true;
            awaitAll(senders);
            metered.check();
            metered.house().awaitQuiet();
            row(table, "when all was acknowledged", heap(), before);
        } finally {
            enough = true;
            threads.shutdownNow();
        }
        return table.note("Heap: what is left after a full collection. Senders: " + BATCHING + " of batches of " + BATCH
                        + " and " + SINGLE + " of single readings, which wait " + IMPATIENCE_MILLIS / 1000
                        + " s for an answer and then send the same again on a new connection.")
                .note("In the end each reading had been acknowledged, and the totals and the rows were just these.");
    }

    /** Each sender still has one batch that wasn't acknowledged. */
    private void awaitAll(List<Future<?>> senders) throws Exception {
        workshop.say("metering: the disk goes on");
        workshop.await("everything is acknowledged", RECOVERY, Duration.ofSeconds(5), () -> {
            metered.house().requireAlive();
            long left = senders.stream().filter(sender -> !sender.isDone()).count();
            workshop.say(
                    "metering: %d senders wait for their last answer, %d gave up, %d answers of 503",
                    left, givenUp.get(), refused.get());
            return left == 0;
        });
        for (Future<?> sender : senders) {
            sender.get();
        }
    }

    private void stop(Table table, double before) throws Exception {
        long begun = System.nanoTime();
        try (Stall stall = Stall.begin(workshop, postgresql)) {
            while (System.nanoTime() - begun < size.stall().toNanos()) {
                TimeUnit.NANOSECONDS.sleep(size.sample().toNanos());
                metered.house().requireAlive();
                double heap = heap();
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
                workshop.say("metering: the disk has stood still for %d s, heap %.0f MB", seconds, heap);
                row(table, seconds + " s stopped", heap, before);
            }
        } finally {
            patienceMillis = PATIENCE_MILLIS;
        }
    }

    private double heap() throws Exception {
        return metered.house().footprint().heap() / MEGABYTE;
    }

    private void row(Table table, String moment, double heap, double before) {
        table.row(moment, heap, Table.percent(heap / before), refused.get(), givenUp.get());
    }

    /** Sends a batch until it is acknowledged, and then the next. */
    private final class Sender {
        private final Batch batch;
        private final Batch.Request request;
        private Wire wire;

        Sender(Batch batch) {
            this.batch = batch;
            this.request = new Batch.Request(batch, metered.house().operatorHeaders());
            this.wire = new Wire(metered.house().port(), patienceMillis);
        }

        private void sendUntilEnough() {
            try {
                for (long number = 1; !enough; number++) {
                    while (!isAcknowledged(request.numbered(number))) {
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                    metered.acknowledged().add(batch);
                }
                wire.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isAcknowledged(byte[] bytes) throws IOException {
            Wire.Reply reply;
            try {
                reply = wire.send(bytes);
            } catch (IOException noAnswer) {
                wire.close();
                wire = new Wire(metered.house().port(), patienceMillis);
                givenUp.incrementAndGet();
                metered.house().requireAlive();
                return false;
            }
            if (reply.status() == 503) {
                refused.incrementAndGet();
                return false;
            }
            // What was stored before the answer was lost is known by now.
            int stored =
                    MeteredHouse.outcomes(reply.expect(200), "accepted") + MeteredHouse.outcomes(reply, "duplicate");
            if (stored != batch.size()) {
                throw new IllegalStateException("Stored were " + stored + " of " + batch.size() + " readings: "
                        + reply.text().substring(0, Math.min(500, reply.body().length)));
            }
            return true;
        }
    }
}
