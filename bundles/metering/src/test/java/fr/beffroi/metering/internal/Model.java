package fr.beffroi.metering.internal;

import static java.util.Comparator.comparing;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Total;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What metering has to say after whatever happened: one reading after the other, in three maps, without a data store. */
final class Model {
    private static final Comparator<Reading> ORIGINALS_FIRST =
            comparing((Reading one) -> one.corrects().isPresent()).thenComparing(Model::key);

    private final Map<String, Reading> brought = new HashMap<>();
    private final Map<String, Reading> counted = new TreeMap<>();
    private final Map<String, Quarantined> waiting = new HashMap<>();
    private final Map<Instant, Instant> closed = new HashMap<>();
    private Instant now = Instant.EPOCH;

    void set(Instant instant) {
        now = instant;
    }

    /** @return the outcomes in the order of the batch, in which an original may come after what takes it back */
    List<Outcome> bring(List<Reading> batch) {
        Outcome[] outcomes = new Outcome[batch.size()];
        IntStream.range(0, outcomes.length)
                .boxed()
                .sorted(comparing(batch::get, ORIGINALS_FIRST))
                .forEach(place -> outcomes[place] = bring(batch.get(place)));
        return List.of(outcomes);
    }

    private Outcome bring(Reading one) {
        Reading first = brought.get(key(one));
        if (first != null && !first.equals(one)) {
            return Outcome.REFUSED;
        }
        if (first != null) {
            return counted.containsKey(key(one)) ? Outcome.DUPLICATE : Outcome.QUARANTINED;
        }
        Optional<QuarantineReason> against = against(one);
        if (against.equals(Optional.of(QuarantineReason.CONTRADICTION))) {
            return Outcome.REFUSED;
        }
        brought.put(key(one), one);
        against.ifPresentOrElse(
                reason -> waiting.put(key(one), new Quarantined(one, reason, now)), () -> counted.put(key(one), one));
        return against.isPresent() ? Outcome.QUARANTINED : Outcome.ACCEPTED;
    }

    private Optional<QuarantineReason> against(Reading one) {
        Optional<Reading> original = one.corrects().map(id -> counted.get(one.source() + " " + id));
        if (original.isPresent()
                && (isWithdrawn(original.get())
                        || !House.withdrawal(one.id(), original.get()).equals(one))) {
            return Optional.of(QuarantineReason.CONTRADICTION);
        }
        if (one.time().isAfter(now.plus(Duration.ofMinutes(5)))) {
            return Optional.of(QuarantineReason.FUTURE);
        }
        if (closed.entrySet().stream()
                .anyMatch(span ->
                        !one.time().isBefore(span.getKey()) && one.time().isBefore(span.getValue()))) {
            return Optional.of(QuarantineReason.CLOSED_PERIOD);
        }
        return one.corrects().isPresent() && original.isEmpty()
                ? Optional.of(QuarantineReason.UNKNOWN_ORIGINAL)
                : Optional.empty();
    }

    private boolean isWithdrawn(Reading original) {
        return counted.values().stream()
                .anyMatch(other -> other.source().equals(original.source())
                        && other.corrects().equals(Optional.of(original.id())));
    }

    /** What leaves the quarantine without anybody's help. */
    void letThroughWhatIsRipe() {
        Optional<Quarantined> next = nextRipe();
        while (next.isPresent()) {
            letThrough(next.get(), next.get().reading(), true);
            next = nextRipe();
        }
    }

    private Optional<Quarantined> nextRipe() {
        return waiting.values().stream()
                .filter(one -> one.reason() == QuarantineReason.FUTURE
                                && !one.reading().time().isAfter(now.plus(Duration.ofMinutes(5)))
                        || one.reason() == QuarantineReason.UNKNOWN_ORIGINAL
                                && counted.containsKey(one.reading().source() + " "
                                        + one.reading().corrects().orElseThrow()))
                .min(comparing((Quarantined one) -> one.reading().corrects().isPresent())
                        .thenComparing(Quarantined::since)
                        .thenComparing(one -> key(one.reading())));
    }

    /** @return whether it counts now */
    private boolean letThrough(Quarantined one, Reading as, boolean telling) {
        Optional<QuarantineReason> against = against(as);
        if (against.isEmpty()) {
            waiting.remove(key(as));
            counted.put(key(as), as);
        } else if (telling) {
            waiting.put(key(as), new Quarantined(one.reading(), against.get(), one.since()));
        }
        return against.isEmpty();
    }

    /** @return how many count now */
    long replay(String source, Duration shift) {
        return waiting.values().stream()
                .filter(one -> one.reading().source().equals(source))
                .sorted(comparing(Quarantined::reading, ORIGINALS_FIRST))
                .toList()
                .stream()
                .filter(one -> letThrough(one, shifted(one.reading(), shift), shift.isZero()))
                .count();
    }

    private static Reading shifted(Reading one, Duration shift) {
        return new Reading(
                one.source(),
                one.id(),
                one.tenant(),
                one.offering(),
                one.meter(),
                one.time().plus(shift),
                one.quantity(),
                one.corrects());
    }

    /** @return whether it was closed; a part of it may have been before */
    boolean close(Instant from, Instant to) {
        if (closed.entrySet().stream()
                .anyMatch(span -> span.getKey().isBefore(to) && span.getValue().isAfter(from))) {
            return false;
        }
        letThroughWhatIsRipe();
        closed.put(from, to);
        return true;
    }

    /** What counts. */
    List<Reading> counted() {
        return List.copyOf(counted.values());
    }

    /** What is kept without counting, the oldest first. */
    List<Quarantined> waiting() {
        return waiting.values().stream()
                .sorted(comparing(Quarantined::since).thenComparing(one -> key(one.reading())))
                .toList();
    }

    /** What readings add up to, hour by hour: a plain loop. */
    static List<Total> hourly(Collection<Reading> readings) {
        Map<String, Total> hours = new TreeMap<>();
        for (Reading one : readings) {
            Instant hour = one.time().truncatedTo(ChronoUnit.HOURS);
            hours.merge(
                    one.tenant() + " " + one.meter() + " " + hour,
                    new Total(
                            one.tenant(),
                            one.offering(),
                            one.meter(),
                            hour,
                            1,
                            one.corrects().isPresent() ? 1 : 0,
                            one.quantity()),
                    Model::sum);
        }
        return new ArrayList<>(hours.values());
    }

    private static Total sum(Total one, Total other) {
        return new Total(
                one.tenant(),
                one.offering(),
                one.meter(),
                one.from(),
                one.readings() + other.readings(),
                one.withdrawn() + other.withdrawn(),
                one.quantity().add(other.quantity()));
    }

    private static String key(Reading one) {
        return one.source() + " " + one.id();
    }
}
