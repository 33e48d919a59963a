package fr.beffroi.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The limit for the intake: one connection that inserts what it is given and adds it to the hours, in one statement and one commit.
 * The tables are made like the house's, which its own migrations have made, with all their indexes, in the same database. Nothing is
 * checked, nobody is answered, and nothing is kept from being sealed. Not safe for use by many threads.
 */
final class BareIntake implements AutoCloseable {
    private static final String COLUMNS = "source, id, tenant, offering, meter, at, quantity";

    /** Deduplicated by the key, and counted is what was new. In the order of the hours, so that no two wait for each other in a circle. */
    private static final String STORE = "WITH new AS (INSERT INTO bare.metering_reading (" + COLUMNS + ")"
            + " SELECT source, id, tenant, '" + Batch.OFFERING + "', '" + Batch.METER + "', at, quantity"
            + " FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS r (source, id, tenant, at, quantity)"
            + " ON CONFLICT (source, id) DO NOTHING RETURNING tenant, offering, meter, at - at % 3600000000 AS hour, quantity)"
            + " INSERT INTO bare.metering_hour (tenant, offering, meter, hour, readings, quantity)"
            + " SELECT tenant, offering, meter, hour, count(*), sum(quantity)::bigint FROM new"
            + " GROUP BY tenant, offering, meter, hour ORDER BY tenant, offering, meter, hour"
            + " ON CONFLICT (tenant, offering, meter, hour) DO UPDATE SET"
            + " readings = metering_hour.readings + excluded.readings,"
            + " quantity = metering_hour.quantity + excluded.quantity";

    private final Connection connection;
    private final PreparedStatement store;

    BareIntake(Postgresql.Database database) throws SQLException {
        connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            // PostgreSQL would plan anew for a few rows each time, which takes longer than the rows.
            statement.execute("SET plan_cache_mode = force_generic_plan");
        }
        store = connection.prepareStatement(STORE);
    }

    /**
     * A reading.
     *
     * @param at microseconds since 1970
     * @param quantity in millionths
     */
    record Row(String source, String id, String tenant, long at, long quantity) {}

    /** Makes the tables, in a database that a house has begun. */
    static void make(Postgresql.Database database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA bare");
            for (String table : List.of("metering_reading", "metering_hour")) {
                statement.execute("CREATE TABLE bare." + table + " (LIKE public." + table + " INCLUDING ALL)");
            }
        }
    }

    /** Senders of batches, each with a connection of its own. */
    static Load.Clients senders(Postgresql.Database database, List<Batch> batches, Acknowledged acknowledged) {
        return client -> {
            Batch batch = batches.get(client);
            BareIntake intake = new BareIntake(database);
            return new Sender(intake, batch, acknowledged);
        };
    }

    private static final class Sender implements Load.Call, AutoCloseable {
        private final BareIntake intake;
        private final Batch batch;
        private final Acknowledged acknowledged;
        private final String[] sources;
        private final String[] ids;
        private final String[] tenants;
        private final Long[] at;
        private final Long[] quantities;
        private long number;

        Sender(BareIntake intake, Batch batch, Acknowledged acknowledged) {
            this.intake = intake;
            this.batch = batch;
            this.acknowledged = acknowledged;
            sources = new String[batch.size()];
            ids = new String[batch.size()];
            tenants = new String[batch.size()];
            at = new Long[batch.size()];
            quantities = new Long[batch.size()];
            for (int place = 0; place < batch.size(); place++) {
                sources[place] = batch.source();
                tenants[place] = batch.commune(place);
                at[place] = batch.micros();
                quantities[place] = Batch.UNIT * Batch.quantity(place);
            }
        }

        @Override
        public boolean once() throws SQLException {
            number++;
            for (int place = 0; place < ids.length; place++) {
                ids[place] = Batch.id(number, place);
            }
            intake.store(sources, ids, tenants, at, quantities);
            acknowledged.add(batch);
            return true;
        }

        @Override
        public void close() throws SQLException {
            intake.close();
        }
    }

    /** When this returns, they are on the disk. */
    void store(List<Row> rows) throws SQLException {
        store(
                rows.stream().map(Row::source).toArray(String[]::new),
                rows.stream().map(Row::id).toArray(String[]::new),
                rows.stream().map(Row::tenant).toArray(String[]::new),
                rows.stream().map(Row::at).toArray(Long[]::new),
                rows.stream().map(Row::quantity).toArray(Long[]::new));
    }

    private void store(String[] sources, String[] ids, String[] tenants, Long[] at, Long[] quantities)
            throws SQLException {
        store.setArray(1, connection.createArrayOf("text", sources));
        store.setArray(2, connection.createArrayOf("text", ids));
        store.setArray(3, connection.createArrayOf("text", tenants));
        store.setArray(4, connection.createArrayOf("bigint", at));
        store.setArray(5, connection.createArrayOf("bigint", quantities));
        store.executeUpdate();
    }

    /** Insists that what was acknowledged stands in rows and in hours, and nothing else. */
    static void check(Postgresql.Database database, Acknowledged acknowledged) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String counted : List.of(
                    "SELECT count(*), coalesce(sum(quantity), 0) / " + Batch.UNIT + " FROM bare.metering_reading",
                    "SELECT coalesce(sum(readings), 0), coalesce(sum(quantity), 0) / " + Batch.UNIT
                            + " FROM bare.metering_hour")) {
                try (ResultSet result = statement.executeQuery(counted)) {
                    result.next();
                    acknowledged.require("the bare loop", result.getLong(1), result.getBigDecimal(2));
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
