package fr.beffroi.hosting.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between one instance that keeps what it allocates and the end of the JVM, which is everybody's restart: when the heap stays full
 * after a collection, the instance that allocated most lately has to go, one at a time. Whose the memory is that is kept nobody can tell
 * without walking the heap; who allocates most is the likeliest. Used by one thread.
 */
final class HeapGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HeapGuard.class);

    /** Whoever allocated less than this share of the heap lately has not filled it. */
    private static final int SUSPECT_PERCENT = 1;

    private final int percent;
    private final Supplier<Heap> heap;
    private final Function<Address, CompletableFuture<Void>> shutOut;
    private CompletableFuture<Void> going = CompletableFuture.completedFuture(null);
    /** How many collections there had been when the heap was looked at last while somebody was going, or nobody was found. */
    private long seen = -1;

    /**
     * The heap.
     *
     * @param live bytes that were left by the last collection of all of it
     * @param most bytes that it may have
     * @param collections of all of it until now
     */
    record Heap(long live, long most, long collections) {}

    /**
     * @param percent of the heap that may be live after a collection
     * @param heap as it is
     * @param shutOut has an instance go, and says when all is done that can be
     */
    HeapGuard(int percent, Supplier<Heap> heap, Function<Address, CompletableFuture<Void>> shutOut) {
        this.percent = percent;
        this.heap = heap;
        this.shutOut = shutOut;
    }

    /**
     * To be called every second or so.
     *
     * @param lately bytes that each allocated in the last seconds
     */
    void look(Map<Address, Long> lately) {
        Heap now = heap.get();
        if (!going.isDone()) {
            seen = now.collections();
            return;
        }
        if (now.live() * 100.0 / now.most() <= percent || now.collections() == seen) {
            return;
        }
        seen = now.collections();
        Optional<Map.Entry<Address, Long>> suspect = lately.entrySet().stream()
                .filter(one -> one.getValue() * 100.0 / now.most() >= SUSPECT_PERCENT)
                .max(Map.Entry.comparingByValue());
        if (suspect.isEmpty()) {
            LOG.error(
                    "{} MB of the {} MB of heap are live after a collection, and no instance has allocated much lately",
                    now.live() >> 20,
                    now.most() >> 20);
            return;
        }
        LOG.warn(
                "{} MB of the {} MB of heap are live after a collection, and {} has allocated {} MB in the last {} s: it is shut out",
                now.live() >> 20,
                now.most() >> 20,
                suspect.get().getKey(),
                suspect.get().getValue() >> 20,
                Lately.WINDOW.toSeconds());
        going = shutOut.apply(suspect.get().getKey());
    }
}
