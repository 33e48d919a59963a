package fr.beffroi.rest;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Refusal;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Stand-ins for the intake of readings and for metering; they keep what they were sent and asked. */
final class Meters {
    final List<Reading> taken = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();
    /** What its aggregation makes of every total; empty for the sum. */
    Optional<Figure> figure;
    /** Why gaps can't be told. */
    Optional<Refusal> noGaps;

    /** What is found when the seals are verified. */
    final List<String> seals = new ArrayList<>();

    Filter asked;
    volatile String replayed;
    /** Happens while readings are taken in. */
    volatile Callable<?> taking;

    private final House house;

    Meters(House house) {
        this.house = house;
    }

    /** As at the beginning of each story. */
    void begin() {
        taken.clear();
        gaps.clear();
        figure = Optional.empty();
        noGaps = Optional.empty();
        seals.clear();
        asked = null;
        replayed = null;
        taking = () -> null;
    }

    ReadingIntake intake() {
        return (actor, readings) -> {
            house.failIfToldTo();
            try {
                taking.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            List<ReadingIntake.Receipt> receipts = new ArrayList<>();
            for (Reading reading : readings) {
                boolean known = taken.stream()
                        .anyMatch(other -> other.source().equals(reading.source())
                                && other.id().equals(reading.id()));
                taken.add(reading);
                receipts.add(
                        reading.offering().equals("actes")
                                ? new ReadingIntake.Receipt(
                                        known ? ReadingIntake.Outcome.DUPLICATE : ReadingIntake.Outcome.ACCEPTED, "")
                                : new ReadingIntake.Receipt(
                                        ReadingIntake.Outcome.REFUSED, "No such service " + reading.offering() + "."));
            }
            return receipts;
        };
    }

    Metering metering() {
        return new Metering() {
            @Override
            public List<Total> hourly(Filter filter) {
                return totals(filter);
            }

            @Override
            public List<Total> totals(Filter filter) {
                asked = filter;
                Total sum = new Total(
                        House.NIMES.insee(),
                        "actes",
                        "acts-published",
                        filter.from(),
                        2,
                        0,
                        new BigDecimal("1200.500000"));
                return List.of(figure.isPresent() ? sum.with(figure) : sum);
            }

            @Override
            public List<Reading> readings(Filter filter, Optional<Place> after, int limit) {
                asked = filter;
                int from = after.map(
                                place -> taken.stream().map(Place::of).toList().indexOf(place) + 1)
                        .orElse(0);
                return taken.stream().skip(from).limit(limit).toList();
            }

            @Override
            public List<Gap> gaps(Filter filter) {
                noGaps.ifPresent(refusal -> {
                    throw refusal;
                });
                asked = filter;
                return gaps;
            }

            @Override
            public List<Gap> missing(Decisions decisions, Filter filter) {
                throw new UnsupportedOperationException();
            }

            @Override
            public IntakeCount answered() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Arrivals> arrivals(Instant since) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Quarantined> quarantine(Filter filter, int limit) {
                asked = filter;
                return taken.stream()
                        .limit(limit)
                        .map(reading -> new Quarantined(reading, QuarantineReason.CLOSED_PERIOD, House.NOW))
                        .toList();
            }

            @Override
            public Map<QuarantineReason, Long> quarantined() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long replay(Actor actor, String source, Duration shift) {
                replayed = actor.id() + " " + source + " " + shift;
                return taken.size();
            }

            @Override
            public List<Seal> seal(Decisions decisions, Instant from, Instant to) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<String> verify() {
                return seals;
            }
        };
    }
}
