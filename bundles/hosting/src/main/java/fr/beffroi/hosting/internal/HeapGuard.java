package fr.beffroi.hosting.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between one instance that keeps what it allocates and the end of the JVM, which is everybody's restart. When the heap stays full
 * after a collection, who allocated most since it was fine has to go, if that is a fair part of what the heap has grown by. Whose the
 * memory is nobody can tell without walking the heap; so what its going has freed is the proof, and nobody else goes before that is
 * known. Who turns out not to have held it comes back at once. Used by one thread.
 */
final class HeapGuard {
    private static final Logger LOG = LoggerFactory.getLogger(HeapGuard.class);

    /** A suspect has allocated at least one part in so many of what the heap has grown by, so several may have filled it together. */
    private static final int SHARE = 4;

    /** The heap must have grown by so many hundredths of it since it was fine, or since the last one has gone. */
    private static final int GROWTH_PERCENT = 2;

    /** After so many collections what somebody held is given up: threads that don't end hold it. */
    private static final int PATIENCE = 3;

    /** How long a collection may take to come by itself. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(2);

    private final int percent;
    private final Supplier<Heap> heap;
    private final Runnable collect;
    private final LongSupplier nanos;
    private final Door door;
    /** How many collections there had been when the heap was judged last. */
    private long seen = -1;

    /** What each had allocated at the look before: surely before the collection that this look finds. */
    private Map<Address, Long> before = Map.of();

    private Since since = new Since(0, Map.of());
    private Optional<Accused> accused = Optional.empty();
    /** Whose going has freed nothing since the heap was fine. */
    private final Set<Address> acquitted = new HashSet<>();

    /**
     * The heap.
     *
     * @param live bytes that were left by the last collection of all of it
     * @param most bytes that it may have
     * @param collections of all of it until now
     * @param used bytes that are taken now, by what is live or was
     * @param promoted bytes that have come to where old objects are since that collection
     * @param oldFree bytes that are free there
     */
    record Heap(long live, long most, long collections, long used, long promoted, long oldFree) {}

    /** What the guard has done to instances. */
    interface Door {
        /** Has it go, and returns at once. */
        Going shutOut(Address address);

        /** It has gone and did not hold what it was suspected of. */
        void acquit(Address address);

        /** Whether the heap had room after its last collection. To be told at each look. */
        void heapIs(boolean fine);
    }

    /**
     * An instance that goes.
     *
     * @param done when all is done that can be
     * @param collected whether what only its classes held has been collected
     */
    record Going(CompletableFuture<Void> done, BooleanSupplier collected) {}

    /** From where growth is counted: what was live, and what each had allocated by then. */
    private record Since(long live, Map<Address, Long> allocated) {
        /** Whose ledger has begun anew meanwhile had nothing. */
        long by(Address address, Map<Address, Long> now) {
            long until = now.getOrDefault(address, 0L);
            long before = allocated.getOrDefault(address, 0L);
            return until < before ? until : until - before;
        }
    }

    /** Somebody who had to go, and what is known of it until now. */
    private static final class Accused {
        private final Address address;
        private final Going going;
        private final long live;
        private final long growth;
        /** Of the first look that found it gone; the collections before that may have found what it held still held. */
        private long collections = -1;

        private long seen;
        private long asked;

        Accused(Address address, Going going, long live, long growth) {
            this.address = address;
            this.going = going;
            this.live = live;
            this.growth = growth;
        }
    }

    /**
     * @param percent of the heap that may be live after a collection
     * @param heap as it is
     * @param collect has all of the heap collected
     * @param nanos as {@link System#nanoTime}
     */
    HeapGuard(int percent, Supplier<Heap> heap, Runnable collect, LongSupplier nanos, Door door) {
        this.percent = percent;
        this.heap = heap;
        this.collect = collect;
        this.nanos = nanos;
        this.door = door;
    }

    /**
     * To be called every second or so.
     *
     * @param allocated bytes that each address has ever allocated
     * @param running those of them that could go
     */
    void look(Map<Address, Long> allocated, Set<Address> running) {
        Heap now = heap.get();
        if (accused.isEmpty() && now.collections() == seen && mayBeFull(now)) {
            collect.run();
            now = heap.get();
        }
        door.heapIs(isFine(now));
        if (accused.isPresent()) {
            if (isDecided(accused.get(), now)) {
                decide(accused.get(), now);
            }
        } else if (now.collections() != seen) {
            seen = now.collections();
            judge(now, allocated, running);
        }
        before = Map.copyOf(allocated);
    }

    /**
     * Whether all of it should be collected now, to know. By itself that happens when the place of old objects is full; what is kept
     * then fills the place of new ones, and the collection after that finds no room: it would be the last thing this JVM does. What a
     * house that works well has dropped and not collected yet is among the new, and no reason.
     */
    private boolean mayBeFull(Heap now) {
        double percentOfIt = now.most() / 100.0;
        return now.used() > percent * percentOfIt
                && (now.promoted() >= GROWTH_PERCENT * percentOfIt || now.oldFree() < GROWTH_PERCENT * percentOfIt)
                && now.used() - now.live() >= GROWTH_PERCENT * percentOfIt;
    }

    private boolean isFine(Heap now) {
        return now.live() * 100.0 / now.most() <= percent;
    }

    private void judge(Heap now, Map<Address, Long> allocated, Set<Address> running) {
        if (isFine(now)) {
            since = new Since(now.live(), before);
            acquitted.clear();
            return;
        }
        long growth = now.live() - since.live();
        if (growth * 100.0 / now.most() < GROWTH_PERCENT) {
            return;
        }
        Optional<Address> suspect = running.stream()
                .filter(one -> !acquitted.contains(one) && since.by(one, allocated) >= growth / SHARE)
                .max((one, other) -> Long.compare(since.by(one, allocated), since.by(other, allocated)));
        if (suspect.isEmpty()) {
            LOG.error(
                    "{} MB of the {} MB of heap are live after a collection, {} MB more than before, and no instance has allocated a fair part of that",
                    now.live() >> 20,
                    now.most() >> 20,
                    growth >> 20);
            return;
        }
        LOG.warn(
                "{} MB of the {} MB of heap are live after a collection, {} MB more than before, and {} has allocated {} MB since: it is shut out",
                now.live() >> 20,
                now.most() >> 20,
                growth >> 20,
                suspect.get(),
                since.by(suspect.get(), allocated) >> 20);
        accused = Optional.of(new Accused(suspect.get(), door.shutOut(suspect.get()), now.live(), growth));
    }

    /** Whether it is known what its going has freed; sees to it that it will be. */
    private boolean isDecided(Accused one, Heap now) {
        if (!one.going.done().isDone()) {
            return false;
        }
        if (one.collections < 0 || now.collections() != one.seen) {
            // The next collection may come by itself.
            one.asked = nanos.getAsLong();
            one.seen = now.collections();
        }
        if (one.collections < 0) {
            one.collections = now.collections();
        }
        long after = now.collections() - one.collections;
        if (after > 0 && (one.going.collected().getAsBoolean() || after >= PATIENCE)) {
            return true;
        }
        if (nanos.getAsLong() - one.asked >= BY_ITSELF.toNanos()) {
            one.asked = nanos.getAsLong();
            collect.run();
        }
        return false;
    }

    private void decide(Accused one, Heap now) {
        accused = Optional.empty();
        seen = now.collections();
        Since fineSince = since;
        since = new Since(now.live(), before);
        if (isFine(now)) {
            acquitted.clear();
        }
        long freed = Math.max(0, one.live - now.live());
        if (!one.going.collected().getAsBoolean()) {
            LOG.error(
                    "{} has gone and something still holds its classes, with what they hold; {} MB are free again",
                    one.address,
                    freed >> 20);
        } else if (freed < one.growth / SHARE) {
            LOG.warn(
                    "{} has gone and {} MB are free again: it was not the one, and comes back",
                    one.address,
                    freed >> 20);
            acquitted.add(one.address);
            door.acquit(one.address);
            if (!isFine(now)) {
                // Whoever it is has filled the heap already; there may be no room to wait until it grows further.
                since = fineSince;
            }
        } else {
            LOG.info("{} has gone and {} MB are free again", one.address, freed >> 20);
        }
        if (!isFine(now)) {
            LOG.error("{} MB of the {} MB of heap are live still", now.live() >> 20, now.most() >> 20);
        }
    }
}
