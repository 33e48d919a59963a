package fr.beffroi.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Definitions in PostgreSQL, all or nothing; one at a time in this database, so that repeating them never collides. What keeps them
 * apart is the lock of a table of the house: an advisory lock could be held by anybody who is logged in.
 */
final class Definitions {
    /** Somebody else may make it at this very moment: then its name, the type of its rows or a row of the catalogue is taken. */
    private static final String TABLE = "DO $$ BEGIN CREATE TABLE IF NOT EXISTS store_definitions ();"
            + " EXCEPTION WHEN duplicate_table OR duplicate_object OR unique_violation THEN NULL; END $$";

    private static final String LOCK = "SET LOCAL lock_timeout = '10s'; LOCK TABLE store_definitions IN EXCLUSIVE MODE";

    private final PGSimpleDataSource server;
    private volatile boolean tableStands;

    Definitions(PGSimpleDataSource server) {
        this.server = server;
    }

    /** The statements of one definition. */
    interface Work {
        void run(Statement statement) throws SQLException;
    }

    void change(Work work) throws SQLException {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            if (!tableStands) {
                statement.execute(TABLE);
                tableStands = true;
            }
            connection.setAutoCommit(false);
            statement.execute(LOCK);
            work.run(statement);
            connection.commit();
        }
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
