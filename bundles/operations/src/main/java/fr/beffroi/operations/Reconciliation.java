package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Retention;
import fr.beffroi.tenancy.Directory;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether those who count separately have the same figures: the entrance for readings (what {@code beffroi_readings_total} shows)
 * and the data store; the meters that count accounts and the directory. Asked while readings come in, it takes those for no
 * difference that are on their way.
 */
final class Reconciliation {

    /** One meter of one commune. */
    private record Series(Insee tenant, String service, String meter) implements Comparable<Series> {
        @Override
        public int compareTo(Series other) {
            int byTenant = tenant.compareTo(other.tenant);
            int byService = byTenant != 0 ? byTenant : service.compareTo(other.service);
            return byService != 0 ? byService : meter.compareTo(other.meter);
        }
    }

    /**
     * Readings of one meter of one commune.
     *
     * @param accepted how many the entrance accepted
     * @param released how many more were let out of the quarantine
     * @param stored how many the data store has
     * @param unanswered how many the entrance has not answered yet: they are being stored
     * @param inDoubt how many different ones were brought in calls that failed, and not accepted since: each may be stored
     * @param difference a sentence; empty when the figures agree, as far as they can be compared
     * @param notCompared a sentence why they can't be, or not exactly; empty when they can
     */
    record Readings(
            Insee tenant,
            String service,
            String meter,
            long accepted,
            long released,
            long stored,
            long unanswered,
            long inDoubt,
            Optional<String> difference,
            Optional<String> notCompared) {}

    /**
     * What was found.
     *
     * @param since readings are compared since then
     */
    record Report(Instant since, List<Readings> readings, List<AccountMeters.Accounts> accounts) {
        Report {
            readings = List.copyOf(readings);
            accounts = List.copyOf(accounts);
        }

        boolean differs() {
            return readings.stream().anyMatch(one -> one.difference().isPresent())
                    || accounts.stream().anyMatch(one -> one.difference().isPresent());
        }

        /** Whether each figure could be compared, exactly. */
        boolean complete() {
            return readings.stream().allMatch(one -> one.notCompared().isEmpty());
        }
    }

    private final Metering metering;
    private final Retention retention;
    private final AccountMeters accounts;

    Reconciliation(Broker broker, Metering metering, Retention retention, Directory directory, Clock clock) {
        this.metering = metering;
        this.retention = retention;
        this.accounts = new AccountMeters(broker, metering, directory, clock);
    }

    /** @param actor who asks; sees every commune */
    Report report(Actor actor) {
        // In this order: whatever was accepted before is in the store, whatever is in the store was brought by the time
        // after.
        IntakeCount before = metering.answered();
        List<Arrivals> arrivals = metering.arrivals(before.since());
        IntakeCount after = metering.answered();
        // After the arrivals were counted: what had left before then is named.
        Optional<YearMonth> archived = archivedSince(before.since());
        return new Report(
                before.since(), readings(lines(before), arrivals, lines(after), archived), accounts.compared(actor));
    }

    /** The last month of arrival that was archived and wasn't over by then; its readings are gone, or going. */
    private Optional<YearMonth> archivedSince(Instant since) {
        return retention.archived().stream()
                .map(Retention.Archived::month)
                .filter(month -> month.plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .isAfter(since))
                .max(Comparator.naturalOrder());
    }

    private static List<Readings> readings(
            Map<Series, IntakeCount.Line> before,
            List<Arrivals> arrivals,
            SortedMap<Series, IntakeCount.Line> after,
            Optional<YearMonth> archived) {
        SortedMap<Series, Optional<Arrivals>> all = new TreeMap<>();
        after.keySet().forEach(series -> all.put(series, Optional.empty()));
        arrivals.forEach(one -> all.put(new Series(one.tenant(), one.offering(), one.meter()), Optional.of(one)));
        List<Readings> readings = new ArrayList<>();
        all.forEach((series, stored) -> readings.add(compared(
                series,
                Optional.ofNullable(before.get(series)),
                stored,
                Optional.ofNullable(after.get(series)),
                archived)));
        return readings;
    }

    private static Readings compared(
            Series series,
            Optional<IntakeCount.Line> before,
            Optional<Arrivals> stored,
            Optional<IntakeCount.Line> after,
            Optional<YearMonth> archived) {
        long least = archived.isPresent() ? Long.MIN_VALUE : accepted(before);
        long accepted = accepted(after);
        long unanswered = after.map(IntakeCount.Line::unanswered).orElse(0L);
        long inDoubt = after.map(IntakeCount.Line::inDoubt).orElse(0L);
        long released = stored.map(Arrivals::released).orElse(0L);
        long present = stored.map(Arrivals::readings).orElse(0L);
        return new Readings(
                series.tenant(),
                series.service(),
                series.meter(),
                accepted,
                released,
                present,
                unanswered,
                inDoubt,
                difference(present - released, least, accepted + unanswered + inDoubt),
                archived.map(month -> "Not compared: readings that arrived since then were archived, up to " + month
                                + ". beffroi:metering verify compares them with their seals.")
                        .or(() -> Optional.of(inDoubt)
                                .filter(any -> any > 0)
                                .map(any -> "Not compared exactly: " + any
                                        + " reading(s) were brought in calls that failed and were accepted by none; each of"
                                        + " them may be stored.")));
    }

    private static Optional<String> difference(long stored, long least, long most) {
        if (stored < least) {
            return Optional.of(
                    (least - stored) + " reading(s) were accepted that the data store doesn't have: somebody"
                            + " deleted them, or restored an older data store. beffroi:metering verify names those of sealed hours.");
        }
        if (stored > most) {
            return Optional.of(
                    (stored - most) + " reading(s) more are in the data store than this process took in: another"
                            + " node did, or somebody wrote into the table.");
        }
        return Optional.empty();
    }

    private static long accepted(Optional<IntakeCount.Line> line) {
        return line.map(one -> one.answered(Outcome.ACCEPTED)).orElse(0L);
    }

    private static SortedMap<Series, IntakeCount.Line> lines(IntakeCount count) {
        SortedMap<Series, IntakeCount.Line> lines = new TreeMap<>();
        for (IntakeCount.Line line : count.lines()) {
            line.tenant().ifPresent(tenant -> lines.put(new Series(tenant, line.offering(), line.meter()), line));
        }
        return lines;
    }
}
