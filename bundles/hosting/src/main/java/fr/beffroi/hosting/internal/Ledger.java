package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Refused;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What one address has cost this process, whatever instances came and went there. */
final class Ledger {
    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);
    private final Set<Thread> lost = ConcurrentHashMap.newKeySet();
    private final AtomicInteger neverLeft = new AtomicInteger();

    Ledger() {
        for (Refused reason : Refused.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** A request that didn't get in. */
    void refused(Refused reason) {
        refused.get(reason).increment();
    }

    /** A thread that went in for the house and isn't waited for any longer. */
    void lost(Thread worker) {
        lost.add(worker);
    }

    /** A request that isn't waited for any longer. */
    void neverLeft() {
        neverLeft.incrementAndGet();
    }

    /** One of those came back all the same. */
    void cameBack() {
        neverLeft.decrementAndGet();
    }

    /** Threads that were given up on and haven't come back until now. */
    int lost() {
        lost.removeIf(worker -> !worker.isAlive());
        return lost.size() + neverLeft.get();
    }
}
