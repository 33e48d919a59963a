package fr.beffroi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills the house's tables by {@code COPY} with readings of twelve months, in the order of their times, as they come in: a hundred
 * communes in turns, of which two are asked for their last month. {@link #STEADY} has the same number of readings there however full
 * the table is; {@link #GROWING} has a hundredth of all. The hours are made to fit. The indexes are made anew each time when all is there, so
 * they are denser than such that have grown.
 */
final class MonthFill {
    /** Rank of the commune whose month stays the same. */
    static final int STEADY = 0;

    /** Rank of the commune whose month grows with the table. */
    static final int GROWING = 1;

    static final String OFFERING = "actes";
    static final String METER = "page-views";

    private static final int COMMUNES = 100;
    private static final int GROWING_SHARE = 100;
    private static final int MONTHS = 12;

    /** Of table and indexes; PostgreSQL's own log comes on top, up to a gigabyte or so. */
    private static final long BYTES_A_READING = 350;

    private static final long BYTES_BESIDES = 4L << 30;
    private static final int FLUSH = 1 << 16;
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    private final Workshop workshop;
    private final Postgresql.Database database;
    private final int month;
    private final Instant first;
    private final Instant from;
    private final Instant to;
    private final int hours;

    /** Readings of each commune in each hour. */
    private final long[][] counted;

    private long filled;
    private long said;

    /** @param month readings of {@link #STEADY} in the month */
    MonthFill(Workshop workshop, Postgresql.Database database, int month) {
        this.workshop = workshop;
        this.database = database;
        this.month = month;
        YearMonth asked = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        from = begin(asked);
        to = begin(asked.plusMonths(1));
        first = begin(asked.minusMonths(MONTHS - 1));
        hours = hour(to);
        counted = new long[COMMUNES][hours];
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private int hour(Instant instant) {
        return (int) ChronoUnit.HOURS.between(first, instant);
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    /** Readings of that commune in the month. */
    long inMonth(int commune) {
        long sum = 0;
        for (int hour = hour(from); hour < hours; hour++) {
            sum += counted[commune][hour];
        }
        return sum;
    }

    /** Says so before anything is filled when the disk can't hold that many. */
    static void requireRoom(Workshop workshop, long readings) throws IOException {
        FileStore disk = Files.getFileStore(workshop.folder());
        long needed = readings * BYTES_A_READING + BYTES_BESIDES;
        if (disk.getUsableSpace() < needed) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%,d readings need %d GiB of disk in %s, and %d GiB are free: TMPDIR moves the folder.",
                    readings,
                    needed >> 30,
                    workshop.folder(),
                    disk.getUsableSpace() >> 30));
        }
    }

    /** Adds readings until the table has so many, and counts them. */
    void fill(long readings) throws Exception {
        long more = readings - filled;
        long steady = filled == 0 ? month : 0;
        long growing = more / GROWING_SHARE;
        if (more < steady + growing) {
            throw new IllegalArgumentException(readings + " readings are too few: the month alone has " + month + ".");
        }
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            said = System.nanoTime();
            List<String> indexes = withoutIndexes(connection);
            copyReadings(connection, more - steady - growing, steady, growing);
            filled = readings;
            copyHours(connection);
            for (String index : indexes) {
                workshop.say("metering: %,d readings: %s", readings, index);
                execute(connection, index);
            }
            connection.commit();
            connection.setAutoCommit(true);
            workshop.say("metering: %,d readings are there, tidying up", readings);
            try (Statement statement = connection.createStatement()) {
                // What autovacuum does sooner or later, and then not while something is measured.
                statement.execute("VACUUM (ANALYZE) metering_reading, metering_hour");
                statement.execute("CHECKPOINT");
            }
        }
    }

    /**
     * Takes the indexes away: a hundred million rows go in several times as fast without.
     *
     * @return what makes them again, as they were
     */
    private static List<String> withoutIndexes(Connection connection) throws SQLException {
        List<String> remake = new ArrayList<>();
        List<String> drop = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid),"
                        + " c.conname, pg_get_constraintdef(c.oid) FROM pg_index i"
                        + " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid"
                        + " WHERE i.indrelid = 'metering_reading'::regclass")) {
            while (found.next()) {
                String constraint = found.getString(3);
                String change = "ALTER TABLE metering_reading ";
                drop.add(
                        constraint == null
                                ? "DROP INDEX " + found.getString(1)
                                : change + "DROP CONSTRAINT " + constraint);
                remake.add(
                        constraint == null
                                ? found.getString(2)
                                : change + "ADD CONSTRAINT " + constraint + " " + found.getString(4));
            }
        }
        for (String index : drop) {
            execute(connection, index);
        }
        execute(connection, "SET LOCAL maintenance_work_mem = '1GB'");
        return remake;
    }

    private static void execute(Connection connection, String change) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    private CopyIn copy(Connection connection, String into) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + into + " FROM STDIN");
    }

    private void copyReadings(Connection connection, long others, long steady, long growing) throws Exception {
        // Columns that come later have to have a default.
        CopyIn copy = copy(connection, "metering_reading (source, id, tenant, offering, meter, at, quantity)");
        StringBuilder lines = new StringBuilder(2 * FLUSH);
        int asked = hours - hour(from);
        long number = filled;
        for (int hour = 0; hour < hours; hour++) {
            int inMonth = hour - hour(from);
            long ofOthers = share(others, hour, hours);
            long ofSteady = inMonth < 0 ? 0 : share(steady, inMonth, asked);
            long ofGrowing = inMonth < 0 ? 0 : share(growing, inMonth, asked);
            long all = ofOthers + ofSteady + ofGrowing;
            long begin = ChronoUnit.MICROS.between(Instant.EPOCH, first.plus(hour, ChronoUnit.HOURS));
            long notSteady = 0;
            for (long i = 0; i < all; i++) {
                int commune = STEADY;
                if (share(ofSteady, i, all) == 0) {
                    commune = share(ofGrowing, notSteady, all - ofSteady) == 0 ? other(number) : GROWING;
                    notSteady++;
                }
                line(lines, commune, number++, begin + i * 3_600_000_000L / all);
                counted[commune][hour]++;
                if (lines.length() > FLUSH) {
                    write(copy, lines);
                    progress(number);
                }
            }
        }
        write(copy, lines);
        copy.endCopy();
    }

    private static int other(long number) {
        return (int) (2 + number % (COMMUNES - 2));
    }

    /** Of so many things, how many belong to this one of so many places. */
    private static long share(long things, long place, long places) {
        return things * (place + 1) / places - things * place / places;
    }

    private static void line(StringBuilder lines, int commune, long number, long at) {
        String insee = Communes.insee(commune);
        lines.append("/t/").append(insee).append('/').append(OFFERING).append('\t');
        lines.append(METER).append('/').append(number).append('\t');
        lines.append(insee)
                .append('\t')
                .append(OFFERING)
                .append('\t')
                .append(METER)
                .append('\t');
        lines.append(at).append('\t').append(Batch.UNIT).append('\n');
    }

    private void progress(long number) throws InterruptedException {
        if (workshop.isClosing()) {
            throw new InterruptedException("stopped");
        }
        if (System.nanoTime() - said > PROGRESS.toNanos()) {
            said = System.nanoTime();
            workshop.say("metering: %,d readings filled", number);
        }
    }

    /** All of them anew. */
    private void copyHours(Connection connection) throws SQLException {
        execute(connection, "TRUNCATE metering_hour");
        CopyIn copy = copy(connection, "metering_hour (tenant, offering, meter, hour, readings, quantity)");
        StringBuilder lines = new StringBuilder(2 * FLUSH);
        for (int commune = 0; commune < COMMUNES; commune++) {
            for (int hour = 0; hour < hours; hour++) {
                long readings = counted[commune][hour];
                if (readings > 0) {
                    long begin = ChronoUnit.MICROS.between(Instant.EPOCH, first.plus(hour, ChronoUnit.HOURS));
                    lines.append(Communes.insee(commune))
                            .append('\t')
                            .append(OFFERING)
                            .append('\t')
                            .append(METER);
                    lines.append('\t').append(begin).append('\t').append(readings);
                    lines.append('\t').append(readings * Batch.UNIT).append('\n');
                }
                if (lines.length() > FLUSH) {
                    write(copy, lines);
                }
            }
        }
        write(copy, lines);
        copy.endCopy();
    }

    private static void write(CopyIn copy, StringBuilder lines) throws SQLException {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
    }
}
