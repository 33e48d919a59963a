package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Use;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
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
    }

    /**
     * Records what was used at an address since the last time.
     *
     * @return false when it can't be stored now
     */
    boolean tell(Address address, Offering offering, Ledger ledger) {
        if (closed) {
            return true;
        }
        Told told = all.computeIfAbsent(ledger, one -> new Told());
        synchronized (told) {
            if (!store(address, told.pending)) {
                return false;
            }
            told.pending = next(address, offering, told, ledger.use(address, 0));
            if (!store(address, told.pending)) {
                return false;
            }
            told.pending = List.of();
            return true;
        }
    }

    /** The same for the last time before an instance is closed: what can't be stored now is with the next round. */
    void settle(Address address, Offering offering, Ledger ledger) {
        if (closed) {
            return;
        }
        Told told = all.computeIfAbsent(ledger, one -> new Told());
        synchronized (told) {
            List<Reading> last = new ArrayList<>(told.pending);
            last.addAll(next(address, offering, told, ledger.use(address, 0)));
            told.pending = List.of();
            if (!store(address, last)) {
                rest.put(List.copyOf(last), address);
            }
        }
    }

    /**
     * Records what was left of those that are closed.
     *
     * @return false when it can't be stored now
     */
    boolean tellRest() {
        for (Map.Entry<List<Reading>, Address> one : rest.entrySet()) {
            if (!store(one.getValue(), one.getKey())) {
                return false;
            }
            rest.remove(one.getKey());
        }
        return true;
    }

    /** Nothing is recorded any more. */
    void close() {
        closed = true;
    }

    private List<Reading> next(Address address, Offering offering, Told told, Use use) {
        long micros = micros(use.cpu()) - told.micros;
        long bytes = Math.min(use.allocatedBytes() - told.bytes, MOST_BYTES);
        told.micros += micros;
        told.bytes += bytes;
        List<Reading> readings = new ArrayList<>();
        if (micros > 0 && declares(offering, PROCESSOR)) {
            readings.add(reading(address, PROCESSOR, told, BigDecimal.valueOf(micros, Reading.SCALE)));
        }
        if (bytes > 0 && declares(offering, MEMORY)) {
            readings.add(reading(address, MEMORY, told, BigDecimal.valueOf(bytes)));
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

    private boolean store(Address address, List<Reading> readings) {
        if (readings.isEmpty()) {
            return true;
        }
        try {
            List<Receipt> receipts = intake.accept(Actor.service(address.tenant(), address.service()), readings);
            receipts.stream()
                    .filter(receipt -> receipt.outcome() == Outcome.REFUSED)
                    .forEach(receipt -> LOG.warn("{}: its use isn't counted: {}", address, receipt.sentence()));
        } catch (Refusal e) {
            LOG.warn("{}: its use can't be counted yet: {}", address, e.getMessage());
            return false;
        } catch (RuntimeException e) {
            // Whoever closes an instance goes on.
            LOG.error("{}: its use could not be counted", address, e);
            return false;
        }
        return true;
    }
}
