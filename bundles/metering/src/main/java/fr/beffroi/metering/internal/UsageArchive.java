package fr.beffroi.metering.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import fr.beffroi.api.ArchivePart;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.metering.CloudEvents;
import fr.beffroi.metering.Metering;
import fr.beffroi.store.Store;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a commune takes along of its use: every reading as a CloudEvents 1.0 event, as the intake takes it, and what they add up to by
 * the hour. Both are written row by row from one state of the tables, so that memory doesn't grow with them and they fit each other.
 */
@Component
public final class UsageArchive implements ArchivePart {
    private static final String READINGS = "releves.jsonl";
    private static final String HOURS = "totaux-par-heure.csv";
    private static final int FETCH = 1_000;
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private final Store store;
    private final Broker broker;
    private final ArchivedReadings archived;

    /** @param metering the room itself, which has brought its tables up to date when it is there */
    @Activate
    public UsageArchive(
            @Reference Store store,
            @Reference Broker broker,
            @Reference Metering metering,
            @Reference ArchiveFolder archived) {
        this.store = store;
        this.broker = broker;
        this.archived = new ArchivedReadings(store, archived);
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public String description() {
        return READINGS + " : chaque relevé, un événement CloudEvents 1.0 (JSON) par ligne (releves-AAAA-MM.jsonl :"
                + " ceux qui sont arrivés ce mois-là et ont été archivés depuis) ; " + HOURS
                + " : leurs sommes par compteur et par heure (UTC), pour un tableur (UTF-8, points-virgules).";
    }

    /** An offering that the catalogue never had has no readings either. */
    @Override
    public void export(Insee tenant, String offering, Path folder) throws IOException {
        for (Offering known : broker.catalogue()) {
            if (known.id().equals(offering)) {
                export(tenant, known, folder);
            }
        }
    }

    private void export(Insee tenant, Offering offering, Path folder) throws IOException {
        try {
            store.read(sql -> {
                // Hours stand exactly where readings do.
                if (hours(sql, "SELECT 1 FROM metering_hour", tenant, offering, " LIMIT 1")
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent()) {
                    writeReadings(sql, tenant, offering, folder.resolve(READINGS));
                    for (SqlArchived.File file : SqlArchived.files(sql, Optional.of(tenant.code()), Span.ALWAYS)) {
                        writeArchived(sql, file, offering, folder.resolve("releves-" + file.month() + ".jsonl"));
                    }
                    writeHours(sql, tenant, offering, folder.resolve(HOURS));
                }
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Query hours(Handle sql, String select, Insee tenant, Offering offering, String rest) {
        return sql.createQuery(select + " WHERE tenant = :tenant AND offering = :offering" + rest)
                .bind("tenant", tenant.code())
                .bind("offering", offering.name());
    }

    private static void writeReadings(Handle sql, Insee tenant, Offering offering, Path file) {
        try (BufferedWriter out = Files.newBufferedWriter(file);
                JsonGenerator json = CloudEvents.JSON.createGenerator(out).setRootValueSeparator(null)) {
            // In the order of the index, so that nothing has to be sorted as a whole.
            hours(
                            sql,
                            "SELECT " + Row.COLUMNS + " FROM metering_reading",
                            tenant,
                            offering,
                            " ORDER BY meter, at, source, id")
                    .setFetchSize(FETCH)
                    .map((columns, context) -> Row.from(columns))
                    .forEach(row -> writeEvent(json, row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that the data store has too are in the other file. */
    private void writeArchived(Handle sql, SqlArchived.File file, Offering offering, Path path) {
        List<Row> some = new ArrayList<>();
        try (BufferedWriter out = Files.newBufferedWriter(path);
                JsonGenerator json = CloudEvents.JSON.createGenerator(out).setRootValueSeparator(null)) {
            archived.each(file, row -> {
                if (row.offering().equals(offering.name())) {
                    some.add(row);
                }
                if (some.size() == FETCH) {
                    writeOthers(sql, some, json);
                }
            });
            writeOthers(sql, some, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeOthers(Handle sql, List<Row> some, JsonGenerator json) {
        Set<Row.Key> stored =
                SqlReadings.kept(sql, some.stream().map(Row::key).toList()).keySet();
        some.stream().filter(row -> !stored.contains(row.key())).forEach(row -> writeEvent(json, row));
        some.clear();
    }

    private static void writeEvent(JsonGenerator json, Row row) {
        try {
            CloudEvents.write(json, row.toReading());
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As French spreadsheets open it in columns without being asked: a byte order mark, semicolons, decimal commas. */
    private static void writeHours(Handle sql, Insee tenant, Offering offering, Path file) {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("\uFEFF"
                    + Csv.line("Service", "Compteur", "Unité", "Heure (UTC)", "Relevés", "Dont repris", "Quantité"));
            hours(
                            sql,
                            "SELECT meter, hour, readings, withdrawn, quantity FROM metering_hour",
                            tenant,
                            offering,
                            " ORDER BY meter, hour")
                    .setFetchSize(FETCH)
                    .map((columns, context) -> Csv.line(
                            offering.name(),
                            columns.getString("meter"),
                            offering.meter(columns.getString("meter"))
                                    .map(Meter::unit)
                                    .orElse(""),
                            HOUR.format(Columns.instant(columns.getLong("hour"))),
                            Long.toString(columns.getLong("readings")),
                            Long.toString(columns.getLong("withdrawn")),
                            plain(columns.getLong("quantity")).replace('.', ',')))
                    .forEach(line -> write(out, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(BufferedWriter out, String line) {
        try {
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(long millionths) {
        return Columns.quantity(millionths).stripTrailingZeros().toPlainString();
    }
}
