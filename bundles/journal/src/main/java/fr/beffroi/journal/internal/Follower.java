package fr.beffroi.journal.internal;

import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one follower of every entry, on one thread. */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int BATCH = 100;
    private static final long POLL_MILLIS = 1_000;
    private static final long FIRST_DELAY_MILLIS = 50;
    private static final long LONGEST_DELAY_MILLIS = 30_000;
    private static final long CLOSE_MILLIS = 10_000;

    private final String name;
    private final Journal journal;
    private final Recent recent;
    private final Bell bell;
    private final Consumer<Entry> consumer;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private long known;
    /** Whether another node may have decided something. */
    private boolean asksTheStore = true;

    Follower(String name, Journal journal, Recent recent, Bell bell, long after, Consumer<Entry> consumer) {
        this.name = name;
        this.journal = journal;
        this.recent = recent;
        this.bell = bell;
        this.known = after;
        this.consumer = consumer;
        thread = new Thread(this::run, "beffroi-follower-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long delay = FIRST_DELAY_MILLIS;
            while (!closed()) {
                if (tellSome(delay)) {
                    delay = FIRST_DELAY_MILLIS;
                } else {
                    closing.await(delay, TimeUnit.MILLISECONDS);
                    delay = Math.min(delay * 2, LONGEST_DELAY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The follower {} was interrupted.", name);
        }
    }

    /** Whether all went well; else the same is to be tried again, later. */
    private boolean tellSome(long delay) throws InterruptedException {
        try {
            long heard = bell.rings();
            List<Entry> entries = next();
            for (Entry entry : entries) {
                if (closed()) {
                    return true;
                }
                consumer.accept(entry);
                known = entry.number();
            }
            // Less than a batch: this was all. What was decided while it was told has rung since.
            if (entries.size() < BATCH) {
                asksTheStore = !bell.await(heard, POLL_MILLIS);
            }
            return true;
        } catch (RuntimeException e) {
            if (!closed()) {
                LOG.warn(
                        "The follower {} failed after entry {} and will be told again in {} ms: {}",
                        name,
                        known,
                        delay,
                        e.toString());
                LOG.debug("In full:", e);
            }
            return false;
        }
    }

    private List<Entry> next() {
        Optional<List<Entry>> decidedHere = asksTheStore ? Optional.empty() : recent.after(known, BATCH);
        return decidedHere.orElseGet(() -> journal.read(known, BATCH));
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Ends the thread, and waits for it unless it is the caller. */
    void close() {
        closing.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("The follower {} is still busy {} ms after it was told to end.", name, CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
