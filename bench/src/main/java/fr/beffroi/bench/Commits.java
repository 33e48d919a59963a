package fr.beffroi.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The limit for orders: a bare loop of transactions that insert one row each, durable as the house's are. */
final class Commits implements AutoCloseable {
    private static final String TABLE = "CREATE TABLE commits (number BIGINT PRIMARY KEY, body TEXT NOT NULL)";
    private static final String INSERT = "INSERT INTO commits (number, body) VALUES (?, ?)";

    private final Opening opening;
    private final boolean oneWriter;
    private final Connection first;
    private final AtomicLong number = new AtomicLong();

    private interface Opening {
        Connection open() throws SQLException;
    }

    private Commits(Opening opening, boolean oneWriter) throws SQLException {
        this.opening = opening;
        this.oneWriter = oneWriter;
        first = opening.open();
        try (Statement statement = first.createStatement()) {
            statement.execute(TABLE);
        }
    }

    static Commits on(Postgresql.Database database) throws SQLException {
        return new Commits(database::connect, false);
    }

    /** With the settings that the house's store gives its SQLite file: WAL, and each commit on the disk before it is answered. */
    static Commits onSqlite(Path folder) throws SQLException {
        return new Commits(() -> sqlite(folder.resolve("commits.db")), true);
    }

    private static Connection sqlite(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
        }
        return connection;
    }

    /** So many rows by so many clients, one transaction each; SQLite has one writer, so its clients take turns. */
    Load.Figures measure(int clients, int rows, String body) throws Exception {
        AtomicLong left = new AtomicLong(rows);
        ReentrantLock turn = new ReentrantLock(true);
        return Load.untilDone(clients, client -> {
            Writer writer = writer(body);
            return oneWriter ? () -> left.getAndDecrement() > 0 && inTurn(turn, writer) : new Closing(left, writer);
        });
    }

    /** Inserts one row and commits. */
    Writer writer(String body) throws SQLException {
        return new Writer(oneWriter ? first : opening.open(), body);
    }

    private static boolean inTurn(ReentrantLock turn, Writer writer) throws SQLException {
        turn.lock();
        try {
            writer.commit();
            return true;
        } finally {
            turn.unlock();
        }
    }

    private record Closing(AtomicLong left, Writer writer) implements Load.Call, AutoCloseable {
        @Override
        public boolean once() throws SQLException {
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            writer.commit();
            return true;
        }

        @Override
        public void close() throws SQLException {
            writer.close();
        }
    }

    /** A client of the bare loop. */
    final class Writer implements AutoCloseable {
        private final Connection connection;
        private final PreparedStatement insert;
        private final String body;

        private Writer(Connection connection, String body) throws SQLException {
            this.connection = connection;
            this.body = body;
            insert = connection.prepareStatement(INSERT);
        }

        void commit() throws SQLException {
            insert.setLong(1, number.incrementAndGet());
            insert.setString(2, body);
            // A transaction of its own.
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        first.close();
    }
}
