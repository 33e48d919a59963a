package fr.beffroi.hosting.internal;

import com.sun.management.ThreadMXBean;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What one address has cost this process, whatever instances came and went there. */
final class Ledger {
    private final ThreadMXBean counters = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private final LongAdder requests = new LongAdder();
    private final LongAdder outgoing = new LongAdder();
    private final LongAdder outgoingRefused = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder allocatedBytes = new LongAdder();
    private final Set<Spell> inside = ConcurrentHashMap.newKeySet();
    private final Map<Refused, LongAdder> refused = new EnumMap<>(Refused.class);
    private final Set<Thread> lost = ConcurrentHashMap.newKeySet();
    private final AtomicInteger neverLeft = new AtomicInteger();

    Ledger() {
        for (Refused reason : Refused.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** This thread goes in; what it uses until {@link #end} is the address's. */
    Spell begin() {
        Spell spell = new Spell(counters, cpuNanos, allocatedBytes);
        inside.add(spell);
        return spell;
    }

    void end(Spell spell) {
        spell.count();
        inside.remove(spell);
    }

    /** Whether that thread is one of the house that is inside just now. */
    boolean isInside(Thread thread) {
        return inside.stream().anyMatch(spell -> spell.thread() == thread);
    }

    /** A request that got in. */
    void request() {
        requests.increment();
    }

    /** A request that got in and that the instance did not do. */
    void failure() {
        failures.increment();
    }

    /** A request that didn't get in. */
    void refused(Refused reason) {
        refused.get(reason).increment();
    }

    /** A request to a server outside that was answered. */
    void outgoing() {
        outgoing.increment();
    }

    /** One that the house refused to send. */
    void outgoingRefused() {
        outgoingRefused.increment();
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

    /** @param ownThreads of the instance that runs there */
    Use use(Address address, int ownThreads) {
        inside.forEach(Spell::count);
        Map<Refused, Long> sums = new EnumMap<>(Refused.class);
        refused.forEach((reason, count) -> sums.put(reason, count.sum()));
        return new Use(
                address.tenant(),
                address.service(),
                requests.sum(),
                failures.sum(),
                Duration.ofNanos(cpuNanos.sum()),
                allocatedBytes.sum(),
                sums,
                lost(),
                outgoing.sum(),
                outgoingRefused.sum(),
                ownThreads);
    }
}
