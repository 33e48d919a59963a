package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of all instances on their way to the disk. {@link #record} never waits: it queues the reading and returns. One thread
 * takes what has gathered, hands it to the intake and completes the stages from the receipts; while the intake can't store anything
 * it keeps what it took and tries again, which does no harm because readings have ids.
 *
 * <p>Instances share this fairly. Each has a line of its own, and the lines take turns: with others waiting, an instance gets its part
 * of {@value #BATCH} readings, or {@value #LEAST}, stored before the next one's turn; what fits shares a transaction. An instance has no more than a set number of
 * readings here, and never more than there are places left for all; beyond it {@link #record} refuses at once with {@link
 * Reason#UNAVAILABLE}, and the service has to record them again. So whoever floods its meter is refused itself, and several who do it
 * together leave room for one who comes after them.
 *
 * <p>Stages are completed by at most one thread an instance. What a service hangs on them and doesn't come back from takes of its own
 * number alone: the shared place is free again as soon as the reading has got its answer.
 */
final class ReadingQueue {
    /** Readings that are handed to the intake at a time, when nobody else waits. */
    static final int BATCH = 1_000;

    /** Readings that an instance may have stored in its turn, however many others wait. */
    static final int LEAST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ReadingQueue.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    private final ReadingIntake intake;
    private final int capacity;
    private final int each;
    private final ExecutorService completions = Executors.newCachedThreadPool(task -> thread("completions", task));
    private final Thread writer = thread("readings", this::write);
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Of every instance that has readings here. Whoever reads or changes this, a line, or what is below, holds its monitor. */
    private final Map<Actor, Line> lines = new HashMap<>();

    /** The lines in which readings wait, in the order of their turns. */
    private final Deque<Line> turns = new ArrayDeque<>();

    /** Readings of all instances that have no answer yet. */
    private int unanswered;

    /** What one instance has here. */
    private static final class Line {
        private final Actor actor;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final Deque<Runnable> completions = new ArrayDeque<>();
        private boolean completing;
        /** Readings whose stage isn't complete, with all that the service hung on it. */
        private int held;
        /** When this one has got its answer, those before it have. */
        private CompletableFuture<Void> newest = CompletableFuture.completedFuture(null);

        Line(Actor actor) {
            this.actor = actor;
        }
    }

    /**
     * @param stage what the service sees, completed on other threads
     * @param settled completed by the writer itself, whatever services hang on their stages
     */
    private record Waiting(
            Line line, Reading reading, Inside inside, CompletableFuture<Void> stage, CompletableFuture<Void> settled) {
        Waiting(Line line, Reading reading, Inside inside) {
            this(line, reading, inside, new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    /**
     * @param capacity readings of all instances that may wait for the disk
     * @param each of them, how many may be of one instance; readings count until their stage is complete
     */
    ReadingQueue(ReadingIntake intake, int capacity, int each) {
        this.intake = intake;
        this.capacity = capacity;
        this.each = each;
        writer.start();
    }

    /**
     * Queues a reading.
     *
     * @param inside the way into the instance, for what it hangs on the stage
     * @return completes when the reading is on the disk, exceptionally with a {@link Refusal} when it was refused or can't wait
     */
    CompletionStage<Void> record(Actor actor, Reading reading, Inside inside) {
        synchronized (lines) {
            if (stopping.getCount() == 0) {
                return CompletableFuture.failedStage(lost("The house is stopping"));
            }
            Line line = lines.getOrDefault(actor, new Line(actor));
            if (line.held >= Math.min(each, capacity - unanswered)) {
                return CompletableFuture.failedStage(lost("Too many readings are waiting"));
            }
            Waiting one = new Waiting(line, reading, inside);
            lines.put(actor, line);
            line.held++;
            line.newest = one.settled();
            unanswered++;
            if (line.waiting.isEmpty()) {
                turns.add(line);
                lines.notifyAll();
            }
            line.waiting.add(one);
            // A copy, so that nobody outside completes ours.
            return one.stage().minimalCompletionStage();
        }
    }

    /** @return whether all that the instance recorded until now has got its answer, from the disk or a refusal */
    boolean settle(Actor actor, Duration atMost) throws InterruptedException {
        CompletableFuture<Void> last;
        synchronized (lines) {
            last = lines.getOrDefault(actor, new Line(actor)).newest;
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
        synchronized (lines) {
            stopping.countDown();
            lines.notifyAll();
        }
        writer.join(atMost.toMillis());
        writer.interrupt();
        writer.join(1_000);
        int left = 0;
        for (List<List<Waiting>> round = nextRound(); !round.isEmpty(); round = nextRound()) {
            left += round.stream().mapToInt(List::size).sum();
            stopped(round);
        }
        completions.shutdown();
        completions.awaitTermination(1, TimeUnit.SECONDS);
        if (left > 0) {
            LOG.warn("{} readings did not reach the disk before hosting stopped; their services were told so", left);
        }
    }

    private void write() {
        List<List<Waiting>> round = List.of();
        try {
            do {
                // Not kept while nothing comes: with it the classes of its instances would stay.
                round = List.of();
                round = nextRound();
                store(round);
            } while (!round.isEmpty());
        } catch (InterruptedException e) {
            stopped(round);
        }
    }

    /**
     * @return what is stored next, in one transaction: the turns of some instances; empty when nothing waits any more because all
     *     of this stops
     */
    private List<List<Waiting>> nextRound() throws InterruptedException {
        synchronized (lines) {
            while (turns.isEmpty()) {
                if (stopping.getCount() == 0) {
                    return List.of();
                }
                lines.wait();
            }
            int most = Math.max(LEAST, BATCH / turns.size());
            List<List<Waiting>> round = new ArrayList<>();
            int size = 0;
            for (int left = turns.size();
                    left > 0 && size + Math.min(most, turns.element().waiting.size()) <= BATCH;
                    left--) {
                List<Waiting> turn = nextTurn(most);
                round.add(turn);
                size += turn.size();
            }
            return round;
        }
    }

    private List<Waiting> nextTurn(int most) {
        Line line = turns.remove();
        List<Waiting> turn = new ArrayList<>();
        while (turn.size() < most && !line.waiting.isEmpty()) {
            turn.add(line.waiting.remove());
        }
        if (!line.waiting.isEmpty()) {
            turns.add(line);
        }
        return turn;
    }

    /** @param round turns, each of one instance */
    private void store(List<List<Waiting>> round) throws InterruptedException {
        if (round.isEmpty()) {
            return;
        }
        Duration delay = FIRST_DELAY;
        while (true) {
            try {
                Iterator<Receipt> receipts = intake.acceptAll(
                                round.stream().map(ReadingQueue::brought).toList())
                        .iterator();
                round.forEach(turn -> turn.forEach(one -> settle(one, receipts.next())));
                return;
            } catch (Refusal refusal) {
                if (refusal.reason() != Reason.UNAVAILABLE && refusal.reason() != Reason.STORAGE_FULL) {
                    fail(round, refusal);
                    return;
                }
                LOG.warn("The readings of {} instances wait: {}", round.size(), refusal.getMessage());
            } catch (RuntimeException | Error e) {
                if (round.size() > 1) {
                    // One of them brought it about; the others shall not suffer for it.
                    for (List<Waiting> turn : round) {
                        store(List.of(turn));
                    }
                    return;
                }
                // An error ends this turn, and not the one thread that stores the readings of all.
                LOG.error(
                        "The readings of {} could not be taken in",
                        actorOf(round.get(0)).id(),
                        e);
                fail(round, lost("The intake failed"));
                return;
            }
            pause(delay);
            delay = min(delay.multipliedBy(2), LONGEST_DELAY);
        }
    }

    private static ReadingIntake.Brought brought(List<Waiting> turn) {
        return new ReadingIntake.Brought(
                actorOf(turn), turn.stream().map(Waiting::reading).toList());
    }

    private static Actor actorOf(List<Waiting> turn) {
        return turn.get(0).line().actor;
    }

    private void fail(List<List<Waiting>> round, Refusal refusal) {
        round.forEach(turn -> turn.forEach(one -> fail(one, refusal)));
    }

    /** Before the stop it is cut short by the stop; after it the time left is bounded by whoever stops. */
    private void pause(Duration delay) throws InterruptedException {
        if (stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
            TimeUnit.MILLISECONDS.sleep(FIRST_DELAY.toMillis());
        }
    }

    private void stopped(List<List<Waiting>> round) {
        fail(round, lost("The house stopped"));
    }

    private void settle(Waiting one, Receipt receipt) {
        switch (receipt.outcome()) {
            case ACCEPTED, DUPLICATE, QUARANTINED ->
                answer(one, () -> one.stage().complete(null));
            case REFUSED -> fail(one, Refusal.invalid(receipt.sentence()));
        }
    }

    private void fail(Waiting one, Refusal refusal) {
        answer(one, () -> one.stage().completeExceptionally(refusal));
    }

    private void answer(Waiting one, Runnable complete) {
        Line line = one.line();
        Runnable completion = () -> runInside(one.inside(), complete);
        synchronized (lines) {
            if (!one.settled().complete(null)) {
                return; // It has its answer: the intake broke in the middle of its receipts.
            }
            unanswered--;
            line.completions.add(completion);
            if (!line.completing) {
                try {
                    completions.execute(() -> complete(line));
                    line.completing = true;
                } catch (RuntimeException | Error e) {
                    LOG.error("There is no thread for the answers to {}; its next one tries again", line.actor.id(), e);
                }
            }
        }
    }

    /** What the service has hung on the stage runs here. */
    private static void runInside(Inside inside, Runnable complete) {
        try {
            inside.call(() -> {
                complete.run();
                return null;
            });
        } catch (Exception | Error e) {
            LOG.error("A stage could not be completed", e);
        } finally {
            // An interrupt that was left behind isn't the next one's.
            Thread.interrupted();
        }
    }

    /** Runs what waits in the line, which may do anything, one after the other. */
    private void complete(Line line) {
        for (Runnable next = nextCompletion(line); next != null; next = nextCompletion(line)) {
            try {
                next.run();
            } finally {
                leave(line);
            }
        }
    }

    private Runnable nextCompletion(Line line) {
        synchronized (lines) {
            line.completing = !line.completions.isEmpty();
            return line.completions.poll();
        }
    }

    private void leave(Line line) {
        synchronized (lines) {
            line.held--;
            if (line.held == 0) {
                lines.remove(line.actor);
            }
        }
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
