package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of all instances on their way to the disk. {@link #record} never waits: it queues the reading and returns. One thread
 * takes what has gathered, up to {@value #BATCH} at a time, hands it to the intake and completes the stages from the receipts; while
 * the intake can't store anything it keeps the batch and tries again, which does no harm because readings have ids.
 *
 * <p>The number of readings whose stage isn't complete is bounded. Beyond it {@link #record} refuses at once with {@link
 * Reason#UNAVAILABLE}, and the service has to record them again. Stages are completed on threads of their own, so what a service
 * hangs on them never keeps the others' readings waiting.
 */
final class ReadingQueue {
    static final int BATCH = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingQueue.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    private final ReadingIntake intake;
    private final BlockingQueue<Waiting> waiting;
    private final Semaphore room;
    private final ExecutorService completions = Executors.newFixedThreadPool(2, task -> thread("completions", task));
    private final Thread writer = thread("readings", this::write);
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** The newest reading of each instance that has some waiting: when it is on the disk, those before it are. */
    private final Map<Actor, CompletableFuture<Void>> newest = new ConcurrentHashMap<>();

    /**
     * @param stage what the service sees, completed on other threads
     * @param settled completed by the writer itself, whatever services hang on their stages
     */
    private record Waiting(
            Actor actor, Reading reading, CompletableFuture<Void> stage, CompletableFuture<Void> settled) {}

    ReadingQueue(ReadingIntake intake, int capacity) {
        this.intake = intake;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.room = new Semaphore(capacity);
        writer.start();
    }

    /** @return completes when the reading is on the disk, exceptionally with a {@link Refusal} when it was refused or can't wait */
    CompletionStage<Void> record(Actor actor, Reading reading) {
        if (stopping.getCount() == 0) {
            return CompletableFuture.failedStage(lost("The house is stopping"));
        }
        if (!room.tryAcquire()) {
            return CompletableFuture.failedStage(lost("Too many readings are waiting"));
        }
        Waiting one = new Waiting(actor, reading, new CompletableFuture<>(), new CompletableFuture<>());
        // In one, so that the newest is the last in the queue.
        newest.compute(actor, (same, before) -> {
            waiting.add(one);
            return one.settled();
        });
        one.settled().thenRun(() -> newest.remove(actor, one.settled()));
        // A copy, so that nobody outside completes ours.
        return one.stage().minimalCompletionStage();
    }

    /** @return whether all that the instance recorded until now has got its answer, from the disk or a refusal */
    boolean settle(Actor actor, Duration atMost) throws InterruptedException {
        CompletableFuture<Void> last = newest.get(actor);
        if (last == null) {
            return true;
        }
        try {
            last.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("It is completed in one way only", impossible);
        }
    }

    /** Takes nothing more in, and gives what waits some time to reach the disk; what doesn't is refused. */
    void stop(Duration atMost) throws InterruptedException {
        stopping.countDown();
        writer.join(atMost.toMillis());
        writer.interrupt();
        writer.join(1_000);
        completions.shutdown();
        completions.awaitTermination(1, TimeUnit.SECONDS);
        List<Waiting> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(ReadingQueue::stopped);
        if (!left.isEmpty()) {
            LOG.warn(
                    "{} readings did not reach the disk before hosting stopped; their services were told so",
                    left.size());
        }
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        try {
            while (stopping.getCount() > 0 || !waiting.isEmpty()) {
                // Wakes from time to time only to see whether it should stop.
                Waiting first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    Map<Actor, List<Waiting>> byInstance = new LinkedHashMap<>();
                    batch.forEach(one -> byInstance
                            .computeIfAbsent(one.actor(), actor -> new ArrayList<>())
                            .add(one));
                    for (Map.Entry<Actor, List<Waiting>> one : byInstance.entrySet()) {
                        store(one.getKey(), one.getValue());
                    }
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            batch.forEach(ReadingQueue::stopped);
        }
    }

    private void store(Actor actor, List<Waiting> group) throws InterruptedException {
        Duration delay = FIRST_DELAY;
        while (true) {
            try {
                List<Receipt> receipts = intake.accept(
                        actor, group.stream().map(Waiting::reading).toList());
                for (int i = 0; i < group.size(); i++) {
                    settle(group.get(i), receipts.get(i));
                }
                return;
            } catch (Refusal refusal) {
                if (refusal.reason() != Reason.UNAVAILABLE && refusal.reason() != Reason.STORAGE_FULL) {
                    group.forEach(one -> fail(one, refusal));
                    return;
                }
                LOG.warn("{} readings of {} wait: {}", group.size(), actor.id(), refusal.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{} readings of {} could not be taken in", group.size(), actor.id(), e);
                group.forEach(one -> fail(one, lost("The intake failed")));
                return;
            }
            pause(delay);
            delay = min(delay.multipliedBy(2), LONGEST_DELAY);
        }
    }

    /** Before the stop it is cut short by the stop; after it the time left is bounded by whoever stops. */
    private void pause(Duration delay) throws InterruptedException {
        if (stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            TimeUnit.MILLISECONDS.sleep(FIRST_DELAY.toMillis());
        }
    }

    private static void stopped(Waiting one) {
        one.settled().complete(null);
        one.stage().completeExceptionally(lost("The house stopped"));
    }

    private void settle(Waiting one, Receipt receipt) {
        switch (receipt.outcome()) {
            case ACCEPTED, DUPLICATE -> {
                one.settled().complete(null);
                complete(() -> one.stage().complete(null));
            }
            case REFUSED -> fail(one, Refusal.invalid(receipt.sentence()));
        }
    }

    private void fail(Waiting one, Refusal refusal) {
        one.settled().complete(null);
        complete(() -> one.stage().completeExceptionally(refusal));
    }

    private void complete(Runnable completion) {
        completions.execute(() -> {
            try {
                completion.run();
            } finally {
                room.release();
            }
        });
    }

    private static Refusal lost(String why) {
        return new Refusal(Reason.UNAVAILABLE, why + ": the reading was not stored; record it again later.");
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "beffroi-hosting-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
