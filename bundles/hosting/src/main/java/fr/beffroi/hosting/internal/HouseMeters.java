package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Brought;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Use;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an instance takes of the processor and of the memory, as readings, for offerings that declare a meter of that name. The house
 * records them and no service can. Each is what was used since the one before; what can't be stored yet is sent again as it was, so it
 * counts once. What a kill of the house loses is the use since the last reading, and is nobody's debt.
 */
final class HouseMeters {
    /** Seconds of one processor, to the microsecond (<i>seconde de processeur</i>). */
    static final String PROCESSOR = "processor-seconds";

    /** Bytes allocated, whether freed since or not (<i>octet alloué</i>). */
    static final String MEMORY = "allocated-bytes";

    private static final Logger LOG = LoggerFactory.getLogger(HouseMeters.class);
    private static final Set<String> NAMES = Set.of(PROCESSOR, MEMORY);

    /** Instances whose readings are handed to the intake at a time: a house of thousands makes a few commits of them. */
    static final int PART = 1_000;

    /** No reading holds more; what is left is in the next one. */
    private static final long MOST_BYTES = 1_000_000_000_000L;

    private final ReadingIntake intake;
    private final Clock clock;
    /** For as long as there is the ledger: a round that comes late to one that was closed must not count it from its beginning. */
    private final Map<Ledger, Told> all = Collections.synchronizedMap(new WeakHashMap<>());

    /** Readings of what was closed while nothing could be stored. */
    private final Map<List<Reading>, Address> rest = new ConcurrentHashMap<>();

    private volatile boolean closed;

    HouseMeters(ReadingIntake intake, Clock clock) {
        this.intake = intake;
        this.clock = clock;
    }

    /** Whether only the house records readings of that meter. */
    static boolean isOne(String meter) {
        return NAMES.contains(meter);
    }

    /** What of a ledger has become readings. Guarded by itself. */
    private static final class Told {
        /** With the number of a reading it names it for good: a ledger that begins anew, here or in a house that does, counts from nothing. */
        private final UUID ledger = UUID.randomUUID();

        private long micros;
        private long bytes;
        private long number;
        private List<Reading> pending = List.of();

        /** Those are on the disk; somebody may have settled it meanwhile. */
        private synchronized void stored(List<Reading> readings) {
            if (pending == readings) {
                pending = List.of();
            }
        }
    }

    /** An address and what it has cost, of an instance that stands. */
    record Counted(Address address, Offering offering, Ledger ledger) {}

    /**
     * Readings that one instance brings.
     *
     * @param stored what is done once they are on the disk
     */
    private record Turn(Address address, List<Reading> readings, Runnable stored) {}

    /**
     * Records what each of them used since the last time, many at once. One whose use can't be counted keeps nobody else from it; while
     * nothing can be stored, the rest isn't tried.
     *
     * @return false when nothing can be stored now
     */
    boolean tell(List<Counted> instances) {
        if (closed) {
            return true;
        }
        try {
            inParts(List.copyOf(rest.entrySet()), this::turn);
            // Sent again as it was; what was used since is a reading of its own.
            inParts(instances, one -> turn(one, told -> told.pending));
            inParts(instances, one -> turn(one, told -> told.pending.isEmpty() ? next(one, told) : List.of()));
            return true;
        } catch (Refusal e) {
            LOG.warn("The use of processor and memory can't be counted yet: {}", e.getMessage());
            return false;
        }
    }

    /** What a part brings is looked up when the parts before are stored. */
    private <T> void inParts(List<T> all, Function<T, Turn> turn) {
        for (int from = 0; from < all.size(); from += PART) {
            store(all.subList(from, Math.min(from + PART, all.size())).stream()
                    .map(turn)
                    .toList());
        }
    }

    /** Nobody is kept waiting while this is stored: what is settled meanwhile is sent twice, and counts once. */
    private Turn turn(Counted one, Function<Told, List<Reading>> share) {
        Told told = told(one.ledger());
        synchronized (told) {
            List<Reading> readings = share.apply(told);
            if (!readings.isEmpty()) {
                told.pending = readings;
            }
            return new Turn(one.address(), readings, () -> told.stored(readings));
        }
    }

    private Turn turn(Map.Entry<List<Reading>, Address> left) {
        List<Reading> readings = left.getKey();
        return new Turn(left.getValue(), readings, () -> rest.remove(readings));
    }

    private Told told(Ledger ledger) {
        return all.computeIfAbsent(ledger, one -> new Told());
    }

    /** The same for the last time before an instance is closed: what can't be stored now is with the next round. */
    void settle(Address address, Offering offering, Ledger ledger) {
        if (closed) {
            return;
        }
        Told told = told(ledger);
        List<Reading> last;
        synchronized (told) {
            last = new ArrayList<>(told.pending);
            last.addAll(next(new Counted(address, offering, ledger), told));
            told.pending = List.of();
        }
        if (last.isEmpty()) {
            return;
        }
        Map.Entry<List<Reading>, Address> left = Map.entry(List.copyOf(last), address);
        rest.put(left.getKey(), left.getValue());
        try {
            store(List.of(turn(left)));
        } catch (Refusal e) {
            LOG.warn("{}: its use can't be counted yet: {}", address, e.getMessage());
        }
    }

    /** Nothing is recorded any more. */
    void close() {
        closed = true;
    }

    private List<Reading> next(Counted one, Told told) {
        Use use = one.ledger().use(one.address(), 0);
        long micros = micros(use.cpu()) - told.micros;
        long bytes = Math.min(use.allocatedBytes() - told.bytes, MOST_BYTES);
        told.micros += micros;
        told.bytes += bytes;
        List<Reading> readings = new ArrayList<>();
        if (micros > 0 && declares(one.offering(), PROCESSOR)) {
            readings.add(reading(one.address(), PROCESSOR, told, BigDecimal.valueOf(micros, Reading.SCALE)));
        }
        if (bytes > 0 && declares(one.offering(), MEMORY)) {
            readings.add(reading(one.address(), MEMORY, told, BigDecimal.valueOf(bytes)));
        }
        return readings;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    private static boolean declares(Offering offering, String meter) {
        return offering.meter(meter)
                .filter(one -> one.aggregation() == Meter.Aggregation.SUM)
                .isPresent();
    }

    private Reading reading(Address address, String meter, Told told, BigDecimal quantity) {
        told.number++;
        return new Reading(
                address.path() + "/" + told.ledger,
                meter + "/" + told.number,
                address.tenant(),
                address.service(),
                meter,
                clock.instant(),
                quantity);
    }

    /**
     * What can't be counted for another reason than the data store is logged, and stays with whoever brought it.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} or {@link Reason#STORAGE_FULL} when nothing can be stored now
     */
    private void store(List<Turn> turns) {
        List<Turn> full =
                turns.stream().filter(turn -> !turn.readings().isEmpty()).toList();
        if (full.isEmpty()) {
            return;
        }
        try {
            Iterator<Receipt> receipts = intake.acceptAll(
                            full.stream().map(HouseMeters::brought).toList())
                    .iterator();
            for (Turn turn : full) {
                turn.readings().forEach(reading -> warn(turn.address(), receipts.next()));
                turn.stored().run();
            }
        } catch (RuntimeException e) {
            if (isAway(e)) {
                throw e;
            }
            if (full.size() > 1) {
                // One of them brought it about; the others shall not suffer for it.
                full.forEach(turn -> store(List.of(turn)));
            } else {
                // Whoever closes an instance goes on.
                LOG.error("{}: its use could not be counted", full.get(0).address(), e);
            }
        }
    }

    private static Brought brought(Turn turn) {
        return new Brought(Actor.service(turn.address().tenant(), turn.address().service()), turn.readings());
    }

    private static boolean isAway(RuntimeException e) {
        return e instanceof Refusal refusal
                && (refusal.reason() == Reason.UNAVAILABLE || refusal.reason() == Reason.STORAGE_FULL);
    }

    private static void warn(Address address, Receipt receipt) {
        if (receipt.outcome() == Outcome.REFUSED) {
            LOG.warn("{}: its use isn't counted: {}", address, receipt.sentence());
        }
    }
}
