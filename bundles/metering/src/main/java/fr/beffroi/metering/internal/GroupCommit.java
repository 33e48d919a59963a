package fr.beffroi.metering.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets calls that come at the same time share one commit. Whoever finds nobody writing writes for all who wait; the others find
 * their answer ready. Nobody returns before what they brought is on the disk.
 */
final class GroupCommit<T, R> {
    private static final class Call<T, R> {
        final List<T> items;
        volatile List<R> results;
        volatile RuntimeException failure;

        Call(List<T> items) {
            this.items = items;
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

    private final Function<List<T>, List<R>> commit;
    private final int most;
    private final Queue<Call<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @param commit writes items durably, one result an item in their order
     * @param most how many items may share a commit; a single call may bring more
     */
    GroupCommit(int most, Function<List<T>, List<R>> commit) {
        this.commit = commit;
        this.most = most;
    }

    List<R> submit(List<T> items) {
        Call<T, R> call = new Call<>(items);
        waiting.add(call);
        while (!call.ended()) {
            writing.lock();
            try {
                if (!call.ended()) {
                    write(nextGroup());
                }
            } finally {
                writing.unlock();
            }
        }
        return call.answer();
    }

    /** How many calls wait for the next commit. */
    int waiting() {
        return waiting.size();
    }

    private List<Call<T, R>> nextGroup() {
        List<Call<T, R>> group = new ArrayList<>();
        int size = 0;
        for (Call<T, R> next = waiting.peek();
                next != null && (group.isEmpty() || size + next.items.size() <= most);
                next = waiting.peek()) {
            group.add(waiting.poll());
            size += next.items.size();
        }
        return group;
    }

    private void write(List<Call<T, R>> group) {
        try {
            List<R> results = commit.apply(
                    group.stream().flatMap(call -> call.items.stream()).toList());
            int from = 0;
            for (Call<T, R> call : group) {
                call.results = results.subList(from, from + call.items.size());
                from += call.items.size();
            }
        } catch (RuntimeException e) {
            if (group.size() == 1 || concernsAll(e)) {
                group.forEach(call -> call.failure = e);
            } else {
                // One of them brought it about; the others shall not suffer for it.
                group.forEach(call -> write(List.of(call)));
            }
        } catch (Error e) {
            group.forEach(call -> call.failure = new IllegalStateException("The readings could not be stored.", e));
            throw e;
        }
    }

    private static boolean concernsAll(RuntimeException e) {
        return e instanceof Refusal refusal
                && (refusal.reason() == Reason.UNAVAILABLE || refusal.reason() == Reason.STORAGE_FULL);
    }
}
