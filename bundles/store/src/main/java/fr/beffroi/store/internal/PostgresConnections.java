package fr.beffroi.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** Two pools of connections to one PostgreSQL database, so that many readers never keep a writer waiting. */
final class PostgresConnections implements Connections {
    private static final int PROBE_SECONDS = 2;

    /** A node that hangs, or that the network lost, doesn't keep the others waiting for what it had locked. */
    private static final String LET_GO = "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'";

    /** Reads wait for nobody's rows, but for a table whose form is being changed. Who asked is told before their own patience ends. */
    private static final String NOT_FOR_LONG = "SET lock_timeout = '10s'";

    private final PGSimpleDataSource server;
    private final PGSimpleDataSource probe;
    private final Failures failures;
    private final HikariDataSource readers;
    private final HikariDataSource writers;

    /** @throws Refusal {@link Reason#UNAVAILABLE} when the database doesn't answer or refuses the log-in */
    PostgresConnections(String url, String user, String password, int poolSize) {
        server = server(url, user, password);
        probe = probe(url, user, password);
        failures = new Failures(Dialect.POSTGRESQL, place(server));
        requireAnswer();
        HikariConfig writing = settings("beffroi-store-writers", server, poolSize);
        writing.setConnectionInitSql(LET_GO);
        writers = new HikariDataSource(writing);
        HikariConfig reading = settings("beffroi-store-readers", server, poolSize);
        reading.setReadOnly(true);
        reading.setConnectionInitSql(NOT_FOR_LONG);
        reading.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        readers = new HikariDataSource(reading);
    }

    static PGSimpleDataSource server(String url, String user, String password) {
        PGSimpleDataSource server = new PGSimpleDataSource();
        try {
            server.setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    Reason.INVALID,
                    "The setting url of fr.beffroi.store is not the address of a PostgreSQL database:"
                            + " jdbc:postgresql://host:5432/database is expected.",
                    e);
        }
        if (!user.isEmpty()) {
            server.setUser(user);
        }
        if (!password.isEmpty()) {
            server.setPassword(password);
        }
        server.setApplicationName("beffroi");
        server.setTcpKeepAlive(true);
        return server;
    }

    /** The same server, for whoever has no time to wait for it. */
    static PGSimpleDataSource probe(String url, String user, String password) {
        PGSimpleDataSource probe = server(url, user, password);
        probe.setConnectTimeout(PROBE_SECONDS);
        probe.setLoginTimeout(PROBE_SECONDS);
        probe.setSocketTimeout(PROBE_SECONDS);
        return probe;
    }

    /** Where the database is, without user and password. */
    static String place(PGSimpleDataSource server) {
        return server.getServerNames()[0] + ":" + server.getPortNumbers()[0] + "/" + server.getDatabaseName();
    }

    private static HikariConfig settings(String name, PGSimpleDataSource server, int size) {
        HikariConfig settings = new HikariConfig();
        settings.setPoolName(name);
        settings.setDataSource(server);
        settings.setMaximumPoolSize(size);
        settings.setMinimumIdle(Math.min(2, size));
        // Nobody waits longer for a data store that is down; whoever needs it is told so.
        settings.setConnectionTimeout(3_000);
        settings.setInitializationFailTimeout(-1);
        return settings;
    }

    /** Asked before there is a pool: a pool that can't begin says so with a stack trace. */
    private void requireAnswer() {
        try (Connection connection = server.getConnection()) {
            connection.isValid(PROBE_SECONDS);
        } catch (SQLException e) {
            throw failures.translated(
                    new IllegalStateException("PostgreSQL at " + place(server) + " can't be opened", e));
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public String place() {
        return place(server);
    }

    @Override
    public Failures failures() {
        return failures;
    }

    @Override
    public Connection reading() throws SQLException {
        return readers.getConnection();
    }

    @Override
    public Connection writing() throws SQLException {
        return writers.getConnection();
    }

    @Override
    public void migrating(Migration migration) {
        migration.run(writers);
    }

    @Override
    public Optional<String> problem() {
        try (Connection connection = probe.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            result.next();
            return result.getBoolean(1)
                    ? Optional.of(
                            "PostgreSQL at " + place(server)
                                    + " is a standby and can't be written: promote it, or see the setting url of fr.beffroi.store.")
                    : Optional.empty();
        } catch (SQLException e) {
            return Optional.of(failures.refusal(e)
                    .map(Refusal::getMessage)
                    .orElse("PostgreSQL at " + place(server) + " can't be asked: " + e.getMessage()));
        }
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
