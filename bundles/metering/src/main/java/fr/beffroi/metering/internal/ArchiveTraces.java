package fr.beffroi.metering.internal;

import fr.beffroi.metering.internal.Row.Key;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/**
 * Compares an archived file with what the data store still knows of its readings: their keys, with 64 bits of what each said, and those
 * that stay there. Names each reading that differs.
 */
final class ArchiveTraces {
    private static final int MOST_NAMED = 100;

    private record Trace(Key key, long content) {}

    private final Store store;
    private final ArchivedMonth month;
    private final SqlArchived.File file;
    private final List<String> findings;
    private int named;

    /** @param findings to be added to */
    ArchiveTraces(Store store, ArchivedMonth month, SqlArchived.File file, List<String> findings) {
        this.store = store;
        this.month = month;
        this.file = file;
        this.findings = findings;
    }

    /** For a file that isn't what was sealed. */
    void nameWhatDiffers(Handle sql) {
        String bytewise = SqlPages.bytewise(store);
        try (ArchivedLines lines = month.lines(file.tenant());
                ResultIterator<Trace> traces = sql.createQuery("SELECT source, id, content FROM metering_archived_key"
                                + " WHERE file = :file ORDER BY source" + bytewise + ", id" + bytewise)
                        .bind("file", file.number())
                        .setFetchSize(1_000)
                        .map((columns, context) -> new Trace(
                                new Key(columns.getString("source"), columns.getString("id")),
                                columns.getLong("content")))
                        .iterator()) {
            Arrived line = next(lines);
            Trace trace = next(traces);
            while (line != null || trace != null) {
                int order = order(line == null ? null : line.row().key(), trace == null ? null : trace.key());
                if (order < 0) {
                    tell(line.row().key(), "was added to the file; it is: " + shown(line));
                } else if (order > 0) {
                    tell(trace.key(), "was removed from the file");
                } else if (line.row().content() != trace.content()) {
                    tell(line.row().key(), "was changed in the file; it is now: " + shown(line));
                }
                line = order <= 0 ? next(lines) : line;
                trace = order >= 0 ? next(traces) : trace;
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // That was told before.
        }
        endOfNames();
    }

    /**
     * For a file that is: what the data store has of the month must be in it.
     *
     * @param kept meters whose readings must all be in the data store; empty while readings are being taken out
     */
    void compareWithStore(Handle sql, MonthSeals seals, Set<String> kept) {
        try (ArchivedLines lines = month.lines(file.tenant());
                ResultIterator<Arrived> stored = Arrived.of(sql, store, file.tenant(), month.span())) {
            if (!stored.hasNext() && kept.isEmpty()) {
                return;
            }
            Arrived line = next(lines);
            Arrived row = next(stored);
            while (line != null || row != null) {
                int order = order(
                        line == null ? null : line.row().key(),
                        row == null ? null : row.row().key());
                if (order < 0 && kept.contains(SqlArchived.meter(line.row()))) {
                    tell(line.row().key(), "was removed from the data store; it was: " + shown(line));
                } else if (order > 0 && seals.hasHour(Columns.hourOf(row.at()))) {
                    tell(row.row().key(), "was added to the data store afterwards; it is: " + shown(row));
                } else if (order == 0 && !line.equals(row)) {
                    tell(
                            line.row().key(),
                            "was changed in the data store; it was: " + shown(line) + "; it is now: " + shown(row));
                }
                line = order <= 0 ? next(lines) : line;
                row = order >= 0 ? next(stored) : row;
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // That was told before.
        }
        endOfNames();
    }

    /** For a commune that has no file of the month: nothing of it had arrived. */
    void nameWhatHasNoFile(Handle sql, MonthSeals seals) {
        try (ResultIterator<Arrived> stored = Arrived.of(sql, store, file.tenant(), month.span())) {
            while (stored.hasNext()) {
                Arrived row = stored.next();
                // In hours without any seal it is told by the audit of the hours.
                if (seals.hasHour(Columns.hourOf(row.at()))) {
                    tell(
                            row.row().key(),
                            "was added to the data store afterwards, of a commune without a file; it is: "
                                    + shown(row));
                }
            }
        }
        endOfNames();
    }

    private static <T> T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    private static int order(Key one, Key other) {
        if (one == null || other == null) {
            return one == null ? 1 : -1;
        }
        return Bytewise.OF_KEYS.compare(one, other);
    }

    private void tell(Key key, String what) {
        if (named++ < MOST_NAMED) {
            findings.add("archive " + month.shown(ArchivedMonth.nameOf(file.tenant())) + ": the reading " + key.id()
                    + " of " + key.source() + " " + what + ".");
        }
    }

    private void endOfNames() {
        if (named > MOST_NAMED) {
            findings.add("archive " + month.shown(ArchivedMonth.nameOf(file.tenant())) + ": and " + (named - MOST_NAMED)
                    + " more.");
        }
        named = 0;
    }

    private static String shown(Arrived reading) {
        return reading.line().replace('\t', ' ');
    }
}
