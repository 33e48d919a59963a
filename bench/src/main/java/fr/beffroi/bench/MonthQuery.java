package fr.beffroi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a month of one commune costs to ask while the table grows: its totals, its hours, and the readings behind a total, page by page.
 * Beside each question the statement that finds the same in the same tables.
 */
final class MonthQuery {
    private static final int LANES = 4;
    private static final double AIM_MILLIS = 50;

    /** The page of the drill that is asked for besides the first. */
    private static final int LATE_PAGE = 1_000;

    private static final int MOST_ON_A_PAGE = 10_000;
    private static final String SERIES = " WHERE tenant = ? AND offering = ? AND meter = ?";
    private static final String TOTALS =
            "SELECT sum(readings), sum(quantity) FROM metering_hour" + SERIES + " AND hour >= ? AND hour < ?";
    private static final String HOURS =
            "SELECT hour, readings, quantity FROM metering_hour" + SERIES + " AND hour >= ? AND hour < ? ORDER BY hour";
    private static final String PAGE = "SELECT source, id, tenant, offering, meter, at, quantity FROM metering_reading"
            + SERIES + " AND at >= ? AND at < ? ORDER BY at, source, id LIMIT ";

    private final Workshop workshop;
    private final MeteringSize size;
    private final Postgresql postgresql;
    private final int page;

    MonthQuery(Workshop workshop, MeteringSize size, Postgresql postgresql) {
        this.workshop = workshop;
        this.size = size;
        this.postgresql = postgresql;
        this.page = size.month() / LATE_PAGE;
    }

    Table measure() throws Exception {
        Table table = new Table(
                "A month of one commune, PostgreSQL",
                "readings in all",
                "in the month",
                "question",
                "asked",
                "p50 ms",
                "p99 ms",
                "under " + Table.number(AIM_MILLIS) + " ms",
                "limit p50 ms",
                "limit p99 ms",
                "of the limit");
        Postgresql.Database database = postgresql.newDatabase();
        workshop.say("metering: starting a house for the month");
        RunningHouse house = RunningHouse.start(workshop, LANES, database.environment());
        MonthFill fill = new MonthFill(workshop, database, size.month());
        for (long readings : size.readings()) {
            fill.fill(readings);
            house.awaitQuiet();
            for (int commune : List.of(MonthFill.STEADY, MonthFill.GROWING)) {
                try (Month month = new Month(house, database, fill, commune)) {
                    month.measure(table, readings);
                }
            }
        }
        workshop.end(house);
        return table.note(
                        "Over HTTP by one client, again and again for some seconds, so what is asked lies in memory; limit: the"
                                + " statement alone, over one connection, in the same tables; of the limit: its p50 as a share of ours. The first rows of each size are of a commune"
                                + " whose month is the same at every size, the others of one whose month is a hundredth of all readings.")
                .note(String.format(
                        Locale.ROOT,
                        "A page has %d readings; the late one is the %,dth, or the last when the month has fewer.",
                        page,
                        LATE_PAGE))
                .note(
                        "The table is filled without its indexes, which are made anew when all is there: they are denser than those of a"
                                + " table that grew by and by.")
                .note("Totals, hours and pages were what had been filled in.");
    }

    /** A statement and what it is asked with. */
    private record Bare(String text, Instant from) {}

    /** The month of one commune. */
    private final class Month implements AutoCloseable {
        private final RunningHouse house;
        private final MonthFill fill;
        private final String insee;
        private final long readings;
        private final String address;
        private final Connection connection;

        Month(RunningHouse house, Postgresql.Database database, MonthFill fill, int commune) throws SQLException {
            this.house = house;
            this.fill = fill;
            this.insee = Communes.insee(commune);
            this.readings = fill.inMonth(commune);
            this.address = "?tenant=" + insee + "&offering=" + MonthFill.OFFERING + "&meter=" + MonthFill.METER
                    + "&from=" + fill.from() + "&to=" + fill.to();
            this.connection = database.connect();
        }

        private void measure(Table table, long inAll) throws Exception {
            long late = Math.min(LATE_PAGE, readings / page);
            String after = requireRight(late);
            Map<String, String> paths = new LinkedHashMap<>();
            Map<String, Bare> limits = new LinkedHashMap<>();
            paths.put("totals", "/api/v1/usage/totals" + address);
            limits.put("totals", new Bare(TOTALS, fill.from()));
            paths.put("hourly", "/api/v1/usage/hourly" + address);
            limits.put("hourly", new Bare(HOURS, fill.from()));
            paths.put("first page", "/api/v1/readings" + address + "&limit=" + page);
            limits.put("first page", new Bare(PAGE + page, fill.from()));
            String name = String.format(Locale.ROOT, "page %,d", late);
            paths.put(name, paths.get("first page") + after);
            limits.put(name, new Bare(PAGE + page, timeOf((late - 1) * page)));
            for (Map.Entry<String, String> path : paths.entrySet()) {
                workshop.say("metering: %s of %,d of %,d readings", path.getKey(), readings, inAll);
                Load.Figures figures = ask(path.getValue());
                Load.Figures limit = ask(limits.get(path.getKey()));
                table.row(
                        String.format(Locale.ROOT, "%,d", inAll),
                        String.format(Locale.ROOT, "%,d", readings),
                        path.getKey(),
                        figures.count(),
                        figures.millis(0.5),
                        figures.millis(0.99),
                        figures.millis(0.99) < AIM_MILLIS ? "yes" : "no",
                        limit.millis(0.5),
                        limit.millis(0.99),
                        Table.percent(limit.millis(0.5) / figures.millis(0.5)));
            }
        }

        private Load.Figures ask(String path) throws Exception {
            byte[] request = Wire.request("GET", path, house.operatorHeaders(), "");
            Load.Clients clients = client -> new Platform.Client(house.port(), house.repeated()) {
                @Override
                public boolean once() throws IOException {
                    ask(request, 200);
                    return true;
                }
            };
            Load.run(1, size.question().dividedBy(2), clients);
            return Load.run(1, size.question(), clients);
        }

        private Load.Figures ask(Bare asked) throws Exception {
            try (PreparedStatement statement = prepare(asked)) {
                Load.Clients clients = client -> () -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        int columns = rows.getMetaData().getColumnCount();
                        while (rows.next()) {
                            for (int column = 1; column <= columns; column++) {
                                rows.getString(column);
                            }
                        }
                    }
                    return true;
                };
                Load.run(1, size.question().dividedBy(4), clients);
                return Load.run(1, size.question().dividedBy(2), clients);
            }
        }

        private PreparedStatement prepare(Bare asked) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(asked.text());
            statement.setString(1, insee);
            statement.setString(2, MonthFill.OFFERING);
            statement.setString(3, MonthFill.METER);
            statement.setLong(4, ChronoUnit.MICROS.between(Instant.EPOCH, asked.from()));
            statement.setLong(5, ChronoUnit.MICROS.between(Instant.EPOCH, fill.to()));
            return statement;
        }

        /** When the reading of that rank in the month was, from 0. */
        private Instant timeOf(long rank) throws SQLException {
            try (PreparedStatement statement = prepare(new Bare(PAGE + "1 OFFSET " + rank, fill.from()));
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Instant.EPOCH.plus(row.getLong("at"), ChronoUnit.MICROS);
            }
        }

        /**
         * Insists that totals and hours are what was filled in, and turns the pages up to a late one, by larger ones.
         *
         * @return what is added to the address of the first page to get that one
         */
        private String requireRight(long late) throws IOException {
            try (Wire wire = new Wire(house.port())) {
                require(
                        "totals",
                        sum(ask(wire, "/api/v1/usage/totals" + address).path("totals")),
                        readings);
                require("hours", sum(ask(wire, "/api/v1/usage/hourly" + address).path("totals")), readings);
                String after = "";
                long left = (late - 1) * page;
                while (left > 0) {
                    long limit = Math.min(left, MOST_ON_A_PAGE);
                    JsonNode answer = ask(wire, "/api/v1/readings" + address + "&limit=" + limit + after);
                    require("page", answer.path("readings").size(), limit);
                    after = "&after=" + URLEncoder.encode(answer.path("next").asText(), StandardCharsets.UTF_8);
                    left -= limit;
                }
                JsonNode last = ask(wire, "/api/v1/readings" + address + "&limit=" + page + after);
                require("late page", last.path("readings").size(), page);
                return after;
            }
        }

        private JsonNode ask(Wire wire, String path) throws IOException {
            return MeteredHouse.json(wire.send(Wire.request("GET", path, house.operatorHeaders(), "")));
        }

        private static long sum(JsonNode totals) {
            List<Long> readings = new ArrayList<>();
            totals.forEach(total -> readings.add(total.path("readings").longValue()));
            return readings.stream().mapToLong(Long::longValue).sum();
        }

        private static void require(String what, long found, long filled) {
            if (found != filled) {
                throw new IllegalStateException(
                        "The " + what + " of the month have " + found + " readings instead of " + filled + ".");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
