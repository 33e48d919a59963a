package fr.beffroi.hosting.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one address has cost this process, whatever instances came and went there. */
final class Ledger {
    private final Set<Thread> lost = ConcurrentHashMap.newKeySet();

    /** A thread that went in for the house and isn't waited for any longer. */
    void lost(Thread worker) {
        lost.add(worker);
    }

    /** Threads that were given up on and haven't come back until now. */
    int lost() {
        lost.removeIf(worker -> !worker.isAlive());
        return lost.size();
    }
}
