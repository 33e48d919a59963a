package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.store.Store;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What the intake of this process has answered, counted at the entrance and never read from the tables. */
final class IntakeTally {
    private static final String UNKNOWN = "unknown";

    private static final class Counts {
        private final LongAdder begun = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder inDoubt = new LongAdder();
        private final Map<Outcome, LongAdder> answered = new EnumMap<>(Outcome.class);

        Counts() {
            for (Outcome outcome : Outcome.values()) {
                answered.put(outcome, new LongAdder());
            }
        }

        IntakeCount.Line line(Optional<Series> series) {
            Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
            answered.forEach((outcome, readings) -> outcomes.put(outcome, readings.sum()));
            long broken = failed.sum();
            // Read later: what began after the answers were read is unanswered, never the other way about.
            long unanswered = begun.sum()
                    - broken
                    - outcomes.values().stream().mapToLong(Long::longValue).sum();
            return new IntakeCount.Line(
                    series.map(one -> new Insee(one.tenant())),
                    series.map(Series::offering).orElse(UNKNOWN),
                    series.map(Series::meter).orElse(UNKNOWN),
                    outcomes,
                    unanswered,
                    // Read last: what has just failed may be unanswered and in doubt, but never neither.
                    inDoubt.sum());
        }
    }

    private final Instant since;
    private final ConcurrentMap<Optional<Series>, Counts> bySeries = new ConcurrentHashMap<>();
    private final InDoubt inDoubt;

    IntakeTally(Instant since) {
        this(since, InDoubt.MOST);
    }

    /** @param most how many readings of failed calls are told from each other */
    IntakeTally(Instant since, int most) {
        this.since = since;
        this.inDoubt = new InDoubt(most);
    }

    /** Has candidates stored and counts what is answered. What fails is in doubt until a later call says what became of it. */
    List<Receipt> counting(List<Candidate> candidates, Function<List<Candidate>, List<?>> storing) {
        List<Counts> counts = candidates.stream().map(this::of).toList();
        counts.forEach(one -> one.begun.increment());
        List<Receipt> told;
        try {
            told = storing.apply(candidates).stream().map(Receipt.class::cast).toList();
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < counts.size(); i++) {
                failed(counts.get(i), candidates.get(i));
            }
            throw e;
        }
        for (int i = 0; i < told.size(); i++) {
            answered(counts.get(i), candidates.get(i), told.get(i).outcome());
        }
        return told;
    }

    private void failed(Counts counts, Candidate candidate) {
        // What something is said against is never stored.
        if (candidate.objection().isEmpty() && inDoubt.add(candidate.row())) {
            counts.inDoubt.increment();
        }
        counts.failed.increment();
    }

    private void answered(Counts counts, Candidate candidate, Outcome outcome) {
        counts.answered.get(outcome).increment();
        if (outcome != Outcome.DUPLICATE && candidate.objection().isEmpty() && inDoubt.settle(candidate.row())) {
            counts.inDoubt.decrement();
        }
    }

    /** Whatever something is said against names things that may not exist: it is counted together, or the lines would have no end. */
    private Counts of(Candidate candidate) {
        Optional<Series> series = candidate.objection().isPresent()
                ? Optional.empty()
                : Optional.of(candidate.row().series());
        return bySeries.computeIfAbsent(series, one -> new Counts());
    }

    IntakeCount count() {
        return new IntakeCount(
                since,
                bySeries.entrySet().stream()
                        .map(entry -> entry.getValue().line(entry.getKey()))
                        .toList());
    }

    /** What the tables say of the same. */
    static List<Arrivals> arrivals(Store store, Instant since) {
        return store.read(sql -> sql.createQuery("SELECT tenant, offering, meter, SUM(readings) AS readings,"
                        + " SUM(released) AS released FROM ("
                        + "SELECT tenant, offering, meter, COUNT(*) AS readings, 0 AS released FROM metering_reading"
                        + " WHERE arrived >= :since GROUP BY tenant, offering, meter UNION ALL "
                        + "SELECT tenant, offering, meter, 0 AS readings, COUNT(*) AS released FROM metering_quarantine"
                        + " WHERE released >= :since GROUP BY tenant, offering, meter) arrivals"
                        + " GROUP BY tenant, offering, meter ORDER BY tenant, offering, meter")
                .bind("since", Columns.micros(since))
                .map((columns, context) -> new Arrivals(
                        new Insee(columns.getString("tenant")),
                        columns.getString("offering"),
                        columns.getString("meter"),
                        columns.getLong("readings"),
                        columns.getLong("released")))
                .list());
    }
}
