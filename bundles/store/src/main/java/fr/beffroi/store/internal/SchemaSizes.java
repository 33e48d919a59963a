package fr.beffroi.store.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the schemas of instances hold. What is asked one after the other is asked on one connection, of {@value #ON_ONE} schemas: to log
 * in anew for each costs house and server more than the measuring, and after a start each schema is due at the same time. One thread asks.
 */
final class SchemaSizes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaSizes.class);

    /** That of a table contains its indexes and what lies beside it; of what goes meanwhile it is null. */
    private static final String SIZE = "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'S') AND n.nspname = %s";

    /** Its owner may hold a table locked, or put it into order for minutes. */
    private static final String PATIENCE = "SET lock_timeout = '1s'; SET statement_timeout = '5s'";

    /** How many are asked on one connection: the server's process remembers each table and index that it ever opened. */
    static final int ON_ONE = 200;

    private final PGSimpleDataSource server;
    private Connection connection;
    private int asked;

    SchemaSizes(PGSimpleDataSource server) {
        this.server = server;
    }

    /**
     * In bytes; 0 when it isn't there. Each schema is a question of its own, so that one whose owner locks it hides no other.
     *
     * @throws SQLException when it can't be measured now; the next one is asked on a new connection
     */
    long of(String schema) throws SQLException {
        if (asked == ON_ONE) {
            close();
        }
        asked++;
        try {
            if (connection == null) {
                connection = server.getConnection();
                try (Statement statement = connection.createStatement()) {
                    statement.execute(PATIENCE);
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(SIZE.formatted(Definitions.literal(schema)))) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Ends the connection, if there is one; whoever asks after that gets another. */
    @Override
    public void close() {
        asked = 0;
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("The connection that measures didn't close in order: {}", e.getMessage());
        } finally {
            connection = null;
        }
    }
}
