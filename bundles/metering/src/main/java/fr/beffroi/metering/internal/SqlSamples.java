package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.metering.Gap;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples of counters: stored first, with what was used since the sample before, and only then delivered. Whatever is broken off, what is
 * still owed stands here, and is delivered again as the same readings.
 */
final class SqlSamples {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSamples.class);
    private static final String OF_ONE = " WHERE tenant = :tenant AND offering = :offering AND meter = :meter";

    /** Of a commune and meter; the others are kept for what they owe. */
    private static final String LAST =
            "NOT EXISTS (SELECT 1 FROM metering_sample later WHERE later.tenant = sample.tenant"
                    + " AND later.offering = sample.offering AND later.meter = sample.meter AND later.at > sample.at)";

    private final Store store;

    SqlSamples(Store store) {
        this.store = store;
    }

    /**
     * When the counter of each commune was last read, in microseconds. Asked before a page is: what that says then is surely later, whatever
     * the clocks of two nodes say.
     */
    Map<String, Long> last(Target target) {
        return store.read(sql -> last(sql, target)).values().stream()
                .collect(Collectors.toMap(one -> one.series().tenant(), Sample::at));
    }

    /**
     * Keeps what was seen of one meter: samples with what is owed for them, and gaps where there was nothing to be seen or something
     * was lost. Of each commune and slot of time one sample is kept.
     *
     * @param asked when the page was asked for
     * @param lastRead what {@link #last} said before; of a commune of which that isn't true any more, another node has read meanwhile,
     *     and nothing is kept
     */
    void keep(Target target, Instant asked, Map<String, Long> lastRead, CounterLooks looks) {
        long at = Columns.micros(asked);
        changing(sql -> {
            Map<String, Sample> before = last(sql, target);
            Map<String, Gap> known = known(sql, target.offering(), target.meter());
            List<Unseen> unseen = new ArrayList<>();
            Set<String> tenants = new TreeSet<>(before.keySet());
            looks.byTenant().keySet().forEach(tenant -> tenants.add(tenant.code()));
            for (String tenant : tenants) {
                Look look = looks.byTenant().getOrDefault(new Insee(tenant), Look.none(looks.others()));
                Optional<Sample> last = Optional.ofNullable(before.get(tenant));
                if (!last.map(Sample::at).equals(Optional.ofNullable(lastRead.get(tenant)))) {
                    continue;
                }
                Optional<Gap> gap = Optional.ofNullable(known.get(tenant));
                if (look.value().isPresent()) {
                    Sample now =
                            target.sample(new Insee(tenant), at, look.value().get());
                    sampled(sql, target, last, gap, now).ifPresent(unseen::add);
                } else {
                    String reason = look.missed().orElseThrow().word();
                    last.flatMap(one -> missed(one, gap, at, reason)).ifPresent(unseen::add);
                }
            }
            Unseen.keep(sql, unseen);
            return tenants.size();
        });
    }

    /**
     * Ends the samples of meters that are no longer read: what they rise by from now on, nobody here counts, also when they are read again
     * one day. What is owed is still delivered; the time since the last sample is a gap.
     *
     * @param read the meters that are
     * @param asked when it was seen
     */
    void endAllBut(List<Target> read, Instant asked) {
        Set<String> names = read.stream().map(Target::toString).collect(Collectors.toSet());
        long at = Columns.micros(asked);
        changing(sql -> {
            Map<String, Map<String, Sample>> ended = sql
                    .createQuery("SELECT tenant, offering, meter, at, address, counter, value"
                            + " FROM metering_sample sample WHERE value <> :ended AND " + LAST)
                    .bind("ended", Sample.ENDED.toPlainString())
                    .map((columns, context) -> Sample.from(columns))
                    .stream()
                    .filter(one -> !names.contains(meter(one)))
                    .collect(Collectors.groupingBy(
                            SqlSamples::meter,
                            Collectors.toMap(one -> one.series().tenant(), Function.identity())));
            ended.values().forEach(samples -> end(sql, samples, at));
            return forget(sql);
        });
    }

    private static String meter(Sample one) {
        return one.series().offering() + "/" + one.series().meter();
    }

    /** @param last of one meter, by commune */
    private static void end(Handle sql, Map<String, Sample> last, long at) {
        Series meter = last.values().iterator().next().series();
        Map<String, Gap> known = known(sql, meter.offering(), meter.meter());
        List<Unseen> unseen = new ArrayList<>();
        last.forEach((tenant, one) -> {
            missed(one, Optional.ofNullable(known.get(tenant)), at, Missed.REDECLARED.word())
                    .ifPresent(unseen::add);
            bind(sql.createUpdate("UPDATE metering_sample SET value = :ended" + OF_ONE + " AND at <= :at"), one)
                    .bind("ended", Sample.ENDED.toPlainString())
                    .execute();
        });
        Unseen.keep(sql, unseen);
    }

    /**
     * Keeps a sample, when it is of a slot of its own.
     *
     * @param known the last gap that was kept since the one before
     * @return the time that it doesn't tell of for sure
     */
    private static Optional<Unseen> sampled(
            Handle sql, Target target, Optional<Sample> last, Optional<Gap> known, Sample now) {
        if (last.isEmpty()) {
            insert(sql, now, Optional.empty(), Optional.empty());
            return Optional.empty();
        }
        Sample before = last.get();
        boolean goesOn = now.goesOnFrom(before);
        if (now.at() <= before.at() || goesOn && target.slot(now.at()) <= target.slot(before.at())) {
            return Optional.empty();
        }
        BigDecimal risen = now.value().subtract(before.value());
        boolean reset = goesOn && risen.signum() < 0;
        if (reset) {
            LOG.warn("{} began anew: it said {}, and then {}.", now.counter(), before.value(), now.value());
        }
        Optional<Missed> lost = goesOn ? Optional.empty() : Optional.of(Missed.REDECLARED);
        Optional<String> reason = (reset ? Optional.of(Missed.RESET) : lost)
                .map(Missed::word)
                .or(() -> known.map(Gap::reason))
                .or(() -> target.isLate(before.at(), now.at()) ? Optional.of(Missed.UNREAD.word()) : Optional.empty());
        insert(
                sql,
                now,
                Optional.of(before.at()),
                goesOn ? Optional.of(reset ? now.value() : risen) : Optional.empty());
        return reason.flatMap(word -> missed(before, known, now.at(), word));
    }

    /** Up to a moment, from where the last gap since that sample ended or from the sample on. */
    private static Optional<Unseen> missed(Sample before, Optional<Gap> known, long at, String reason) {
        Span span = new Span(known.map(gap -> Columns.micros(gap.to())).orElse(before.at()), at);
        return span.from() < span.to() ? Optional.of(new Unseen(before.series(), span, reason)) : Optional.empty();
    }

    /** By commune, the last gap that was kept since the last sample of a meter; it goes on until the next one. */
    private static Map<String, Gap> known(Handle sql, String offering, String meter) {
        Map<String, Gap> known = new HashMap<>();
        sql.createQuery("SELECT gap.tenant, gap.offering, gap.meter, gap_from, gap_to, reason"
                        + " FROM metering_sample sample JOIN metering_gap gap ON gap.tenant = sample.tenant"
                        + " AND gap.offering = sample.offering AND gap.meter = sample.meter AND gap_to > sample.at"
                        + " WHERE sample.offering = :offering AND sample.meter = :meter AND " + LAST
                        + " ORDER BY gap_to")
                .bind("offering", offering)
                .bind("meter", meter)
                .map((columns, context) -> Series.from(columns)
                        .gap(
                                new Span(columns.getLong("gap_from"), columns.getLong("gap_to")),
                                columns.getString("reason")))
                .forEach(gap -> known.put(gap.tenant().code(), gap));
        return known;
    }

    /** Of each commune the last sample of a meter. */
    private static Map<String, Sample> last(Handle sql, Target target) {
        return sql
                .createQuery("SELECT tenant, offering, meter, at, address, counter, value FROM metering_sample"
                        + " WHERE offering = :offering AND meter = :meter ORDER BY at")
                .bind("offering", target.offering())
                .bind("meter", target.meter())
                .map((columns, context) -> Sample.from(columns))
                .stream()
                .collect(Collectors.toMap(
                        one -> one.series().tenant(), Function.identity(), (earlier, later) -> later, HashMap::new));
    }

    private static void insert(Handle sql, Sample sample, Optional<Long> since, Optional<BigDecimal> owed) {
        bind(
                        sql.createUpdate(
                                "INSERT INTO metering_sample"
                                        + " (tenant, offering, meter, at, address, counter, value, since, owed)"
                                        + " VALUES (:tenant, :offering, :meter, :at, :address, :counter, :value, :since, :owed)"),
                        sample)
                .bind("address", sample.address())
                .bind("counter", sample.counter())
                .bind("value", sample.value().toPlainString())
                .bind("since", since.orElse(null))
                .bind("owed", owed.map(BigDecimal::toPlainString).orElse(null))
                .execute();
    }

    /** What is owed, the oldest first. */
    List<Owed> owed(int limit) {
        return store.read(sql -> sql.createQuery(
                        "SELECT tenant, offering, meter, at, address, counter, value, since, owed FROM metering_sample"
                                + " WHERE owed IS NOT NULL ORDER BY at, tenant, offering, meter LIMIT :limit")
                .bind("limit", limit)
                .map((columns, context) -> Owed.from(columns))
                .list());
    }

    /**
     * Nothing is owed for these any more: readings say so, or can't ever. Samples that nothing follows from are forgotten.
     *
     * @param refused those among them that were not taken in
     */
    void settle(List<Owed> delivered, Set<Owed> refused) {
        changing(sql -> {
            for (Owed one : delivered) {
                int settled = bind(
                                sql.createUpdate("UPDATE metering_sample SET owed = NULL" + OF_ONE
                                        + " AND at = :at AND owed IS NOT NULL"),
                                one.sample())
                        .execute();
                if (settled > 0 && refused.contains(one)) { // else another node was faster
                    SqlGaps.keep(sql, one.sample().series(), one.span(), Missed.REFUSED.word());
                }
            }
            return forget(sql);
        });
    }

    private static int forget(Handle sql) {
        return sql.createUpdate("DELETE FROM metering_sample WHERE owed IS NULL AND (value = :ended OR EXISTS ("
                        + "SELECT 1 FROM metering_sample later WHERE later.tenant = metering_sample.tenant"
                        + " AND later.offering = metering_sample.offering AND later.meter = metering_sample.meter"
                        + " AND later.at > metering_sample.at))")
                .bind("ended", Sample.ENDED.toPlainString())
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Sample sample) {
        return statement
                .bind("tenant", sample.series().tenant())
                .bind("offering", sample.series().offering())
                .bind("meter", sample.series().meter())
                .bind("at", sample.at());
    }

    /** One at a time, on whatever nodes: which sample is the last must stay so until the next one is stored. */
    private void changing(Function<Handle, Integer> changes) {
        store.write(sql -> {
            if (store.dialect() == Store.Dialect.POSTGRESQL) {
                sql.execute("LOCK TABLE metering_sample IN EXCLUSIVE MODE");
            }
            return changes.apply(sql);
        });
    }
}
