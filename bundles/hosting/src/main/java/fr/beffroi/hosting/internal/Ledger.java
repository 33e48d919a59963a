package fr.beffroi.hosting.internal;

import com.sun.management.ThreadMXBean;
import fr.beffroi.hosting.Overuse;
import fr.beffroi.hosting.Refused;
import fr.beffroi.hosting.Use;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What one address has cost this process, whatever instances came and went there. */
final class Ledger {
    /** Who uses less than this of a processor since the last look does no harm, in per cent. */
    private static final int IDLE = 5;

    private static final double NANOS_OF_A_PERCENT = TimeUnit.SECONDS.toNanos(1) / 100.0;

    private final ThreadMXBean counters = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private final int processorPercent;
    private final LongAdder requests = new LongAdder();
    private final LongAdder outgoing = new LongAdder();
    private final LongAdder outgoingRefused = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder shutOut = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder allocatedBytes = new LongAdder();
    /** Of the processor time, that of threads which nobody waits for: whoever comes after them doesn't answer for it. */
    private final LongAdder givenUpNanos = new LongAdder();

    private final Lately processor;
    private final Set<Spell> inside = ConcurrentHashMap.newKeySet();
    private final Map<Thread, Spell> own = new ConcurrentHashMap<>();
    private final Map<Refused, LongAdder> refused = counts(Refused.class);
    private final Map<Overuse, LongAdder> interrupted = counts(Overuse.class);
    private final Set<Thread> lost = ConcurrentHashMap.newKeySet();
    private final Set<Thread> neverLeft = ConcurrentHashMap.newKeySet();

    /**
     * @param processorPercent share of one processor above which an instance is said to use too much
     * @param nanos as {@link System#nanoTime}
     */
    Ledger(int processorPercent, LongSupplier nanos) {
        this.processorPercent = processorPercent;
        this.processor = new Lately(nanos);
    }

    private static <E extends Enum<E>> Map<E, LongAdder> counts(Class<E> reasons) {
        return Arrays.stream(reasons.getEnumConstants())
                .collect(Collectors.toMap(
                        Function.identity(),
                        reason -> new LongAdder(),
                        (one, other) -> one,
                        () -> new EnumMap<>(reasons)));
    }

    /** This thread goes in; what it uses until {@link #end} is the address's. */
    Spell begin() {
        Spell spell = Spell.ofVisitor(counters, cpuNanos, allocatedBytes);
        inside.add(spell);
        return spell;
    }

    void end(Spell spell) {
        spell.count();
        inside.remove(spell);
    }

    /** Whether that thread is one of the house that is inside just now. */
    boolean isInside(Thread thread) {
        return spell(thread).isPresent();
    }

    /** What that thread uses, when it is one of the house that is inside just now. */
    Optional<Spell> spell(Thread thread) {
        return inside.stream().filter(spell -> spell.thread() == thread).findFirst();
    }

    /** A request that got in. */
    void request() {
        requests.increment();
    }

    /** A request that got in and that the instance did not do. */
    void failure() {
        failures.increment();
    }

    /** Requests that got in until now. */
    long requests() {
        return requests.sum();
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

    /** A request that got in and went too far there. */
    void interrupted(Overuse reason) {
        interrupted.get(reason).increment();
    }

    /** An instance was shut out. */
    void shutOut() {
        shutOut.increment();
    }

    /** A thread that went in for the house and isn't waited for any longer. */
    void lost(Thread worker) {
        lost.add(worker);
    }

    /** A request that isn't waited for any longer. */
    void neverLeft(Thread visitor) {
        neverLeft.add(visitor);
    }

    /** One of those came back all the same. */
    void cameBack(Thread visitor) {
        neverLeft.remove(visitor);
    }

    /** Threads that were given up on and haven't come back until now. */
    int lost() {
        lost.removeIf(worker -> !worker.isAlive());
        return lost.size() + neverLeft.size();
    }

    /**
     * Enters what everybody has used since the last time. To be called every second or so.
     *
     * @param ownThreads that the instance which runs there has started itself
     * @return those of its threads that have used the processor though they should not: because nobody waits for them any more, or because
     *     the instance is over its share and they are its own
     */
    List<Thread> look(List<Thread> ownThreads) {
        List<Thread> running = new ArrayList<>();
        for (Spell spell : inside) {
            long used = spell.lately();
            if (lost.contains(spell.thread()) || neverLeft.contains(spell.thread())) {
                givenUpNanos.add(used);
                if (used > IDLE * NANOS_OF_A_PERCENT) {
                    running.add(spell.thread());
                }
            }
        }
        own.keySet().retainAll(Set.copyOf(ownThreads));
        List<Thread> busy = new ArrayList<>();
        for (Thread thread : ownThreads) {
            Spell spell = own.computeIfAbsent(thread, key -> Spell.ofOwn(thread, counters, cpuNanos, allocatedBytes));
            if (spell.lately() > IDLE * NANOS_OF_A_PERCENT) {
                busy.add(thread);
            }
        }
        processor.note(cpuNanos.sum() - givenUpNanos.sum());
        if (usesTooMuch()) {
            running.addAll(busy);
        }
        return running;
    }

    /** Per cent of one processor, the mean of the last ten seconds, without those that were given up on. */
    double processorPercent() {
        return processor.perSecond() / NANOS_OF_A_PERCENT;
    }

    boolean usesTooMuch() {
        return processorPercent() > processorPercent;
    }

    /** Bytes that were allocated until the last look. */
    long allocated() {
        return allocatedBytes.sum();
    }

    /** @param ownThreads of the instance that runs there */
    Use use(Address address, int ownThreads) {
        inside.forEach(Spell::count);
        own.values().forEach(Spell::count);
        return new Use(
                address.tenant(),
                address.service(),
                requests.sum(),
                failures.sum(),
                Duration.ofNanos(cpuNanos.sum()),
                allocatedBytes.sum(),
                sums(refused),
                sums(interrupted),
                shutOut.sum(),
                lost(),
                outgoing.sum(),
                outgoingRefused.sum(),
                ownThreads);
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
