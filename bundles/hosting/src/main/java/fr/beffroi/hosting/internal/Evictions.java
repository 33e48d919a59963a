package fr.beffroi.hosting.internal;

import fr.beffroi.api.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes away whom the {@link HeapGuard} has found, and brings back those whose time has come, one after another. */
final class Evictions implements HeapGuard.Door {
    private static final Logger LOG = LoggerFactory.getLogger(Evictions.class);

    private final Exiles exiles;
    private final Hosted hosted;
    private volatile CompletableFuture<Void> coming = CompletableFuture.completedFuture(null);

    /** What hosting does for it. */
    interface Hosted {
        /** Shuts it out and takes it away, since only what nothing holds is collected. Returns at once. */
        HeapGuard.Going evict(Address address);

        /**
         * Makes it anew, unless it is in order again already.
         *
         * @return whether it was made
         * @throws Refusal when it doesn't start or can't work; then it is out as before
         */
        boolean bringBack(Address address);
    }

    Evictions(Exiles exiles, Hosted hosted) {
        this.exiles = exiles;
        this.hosted = hosted;
    }

    @Override
    public HeapGuard.Going shutOut(Address address) {
        exiles.send(address);
        return hosted.evict(address);
    }

    @Override
    public void acquit(Address address) {
        exiles.acquit(address);
    }

    @Override
    public void heapIs(boolean fine) {
        exiles.heapIs(fine);
        List<Address> due = exiles.due();
        if (!due.isEmpty() && coming.isDone()) {
            coming = CompletableFuture.runAsync(
                    () -> bringBack(due.get(0)), task -> new Thread(task, "beffroi-hosting-return").start());
        }
    }

    private void bringBack(Address address) {
        try {
            if (hosted.bringBack(address)) {
                exiles.back(address);
                LOG.info("{}, which was taken away because of the heap, is back", address);
            } else {
                exiles.forget(address);
            }
        } catch (Refusal refusal) {
            exiles.stay(address);
            LOG.error("{} can't come back: {}", address, refusal.getMessage(), refusal.getCause());
        } catch (RuntimeException | Error e) {
            exiles.stay(address);
            LOG.error("{} could not be brought back", address, e);
        }
    }
}
