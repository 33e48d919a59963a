package fr.beffroi.metering.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets calls that come at the same time share one commit. Whoever finds nobody writing writes for all who wait; the others find
 * their answer ready. While enough waits for it, more than one may write at the same time. Nobody returns before what they brought
 * is on the disk; who waits in vain gives up after a while, and what they brought leaves the line with them.
 */
final class GroupCommit<T, R> {
    /**
     * How many items for each that writes make it worth another commit beside those under way; fewer wait and share the next. The more
     * write, the sooner one of them ends and takes along who waits, and the more each of them costs the others.
     */
    static final int WORTH_A_WRITER = 100;

    private static final class Call<T, R> {
        final List<T> items;
        final Condition changed;
        boolean taken;
        List<R> results;
        RuntimeException failure;

        Call(List<T> items, Condition changed) {
            this.items = items;
            this.changed = changed;
        }

        boolean ended() {
            return results != null || failure != null;
        }

        List<R> answer() {
            if (failure != null) {
                throw failure;
            }
            return results;
        }
    }

    private final int writers;
    private final int most;
    private final Duration patience;
    private final Function<List<T>, List<R>> commit;
    private final ReentrantLock lock = new ReentrantLock();

    // Whoever reads or changes these, or a call, holds the lock.
    private final Deque<Call<T, R>> waiting = new ArrayDeque<>();
    private int itemsWaiting;
    private int writing;

    /**
     * @param writers how many may write at the same time
     * @param most how many items may share a commit; a single call may bring more
     * @param patience how long a call waits for somebody else's commit at most
     * @param commit writes items durably, one result an item in their order
     */
    GroupCommit(int writers, int most, Duration patience, Function<List<T>, List<R>> commit) {
        this.writers = writers;
        this.most = most;
        this.patience = patience;
        this.commit = commit;
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} when others have written for too long; what was brought may be stored all the same */
    List<R> submit(List<T> items) {
        Call<T, R> call = new Call<>(items, lock.newCondition());
        long end = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            waiting.add(call);
            itemsWaiting += items.size();
            while (!call.ended()) {
                if (!call.taken && mayWrite()) {
                    writeNextGroup();
                } else if (!await(call, end)) {
                    giveUp(call);
                }
            }
            return call.answer();
        } finally {
            lock.unlock();
        }
    }

    /** How many calls wait for the next commit. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean mayWrite() {
        return writing < writers && itemsWaiting >= writing * WORTH_A_WRITER;
    }

    /** Whether there is still time. */
    private boolean await(Call<T, R> call, long end) {
        try {
            return call.changed.awaitNanos(end - System.nanoTime()) > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void giveUp(Call<T, R> call) {
        if (call.ended()) {
            return;
        }
        if (!call.taken) {
            waiting.remove(call);
            itemsWaiting -= call.items.size();
            // It may have been this one's turn to write.
            wakeNext();
        }
        call.failure = new Refusal(
                Reason.UNAVAILABLE,
                "The data store takes too long, so it isn't known whether these readings are stored. Send them again:"
                        + " each counts once.");
    }

    private void wakeNext() {
        if (!waiting.isEmpty() && mayWrite()) {
            waiting.peek().changed.signal();
        }
    }

    private void writeNextGroup() {
        List<Call<T, R>> group = nextGroup();
        writing++;
        // There may be enough for one more.
        wakeNext();
        lock.unlock();
        try {
            write(group);
        } finally {
            lock.lock();
            writing--;
            group.forEach(call -> call.changed.signal());
            wakeNext();
        }
    }

    private List<Call<T, R>> nextGroup() {
        List<Call<T, R>> group = new ArrayList<>();
        int size = 0;
        while (!waiting.isEmpty()
                && (group.isEmpty() || size + waiting.peek().items.size() <= most)) {
            Call<T, R> next = waiting.poll();
            next.taken = true;
            group.add(next);
            size += next.items.size();
        }
        itemsWaiting -= size;
        return group;
    }

    private void write(List<Call<T, R>> group) {
        try {
            List<R> results = commit.apply(itemsOf(group));
            lock.lock();
            try {
                int from = 0;
                for (Call<T, R> call : group) {
                    call.results = results.subList(from, from + call.items.size());
                    from += call.items.size();
                }
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException e) {
            if (group.size() == 1 || concernsAll(e)) {
                fail(group, e);
            } else {
                // One of them brought it about; the others shall not suffer for it.
                group.forEach(call -> write(List.of(call)));
            }
        } catch (Error e) {
            fail(group, new IllegalStateException("The readings could not be stored.", e));
            throw e;
        }
    }

    private static <T, R> List<T> itemsOf(List<Call<T, R>> group) {
        if (group.size() == 1) {
            return group.get(0).items;
        }
        List<T> items = new ArrayList<>();
        group.forEach(call -> items.addAll(call.items));
        return items;
    }

    private void fail(List<Call<T, R>> group, RuntimeException failure) {
        lock.lock();
        try {
            group.forEach(call -> call.failure = failure);
        } finally {
            lock.unlock();
        }
    }

    private static boolean concernsAll(RuntimeException e) {
        return e instanceof Refusal refusal
                && (refusal.reason() == Reason.UNAVAILABLE || refusal.reason() == Reason.STORAGE_FULL);
    }
}
