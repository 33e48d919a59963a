package fr.beffroi.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PasswordUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances' roles at PostgreSQL: how they are made, how they log in, and how their connections are ended. */
final class TenantRoles implements TenantConnections.LogIn {
    private static final Logger LOG = LoggerFactory.getLogger(TenantRoles.class);

    /** How many connections the server allows a role: twice what is lent, because those of a house that was killed linger. */
    private static final int MOST_OF_A_ROLE = 2 * LendingDataSource.MOST;

    /** How much longer an answer is waited for than its statement may take. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(10);

    /** A wrong password, and any other reason not to be let in. */
    private static final Set<String> NOT_LET_IN = Set.of("28P01", "28000");

    private final String url;
    private final Duration longestLoan;
    private final RolePasswords passwords;
    private final PGSimpleDataSource probe;
    private final Definitions definitions;

    /** @param longestLoan how long a statement may take, and a transaction may wait for its next one */
    TenantRoles(String url, String user, String password, Duration longestLoan, Definitions definitions) {
        this.url = url;
        this.longestLoan = longestLoan;
        this.definitions = definitions;
        probe = PostgresConnections.probe(url, user, password);
        passwords = new RolePasswords(probe.getPassword());
    }

    /** Makes a role, unless it stands: roles belong to the whole server, and another database may make it at this very moment. */
    String making(String role) {
        return "DO $$ BEGIN CREATE ROLE %s NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE %s;"
                        .formatted(Definitions.quoted(role), rightToLogIn(role))
                + " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";
    }

    /** The server and its log see no password, only what proves it. */
    private String rightToLogIn(String role) {
        String proof = PasswordUtil.encodeScramSha256(passwords.of(role).toCharArray());
        return "LOGIN CONNECTION LIMIT %d PASSWORD %s".formatted(MOST_OF_A_ROLE, Definitions.literal(proof));
    }

    /**
     * A connection logged in as a role. One that isn't let in (an earlier version made it, the house has another password, it changed
     * its own) is given its right to log in anew.
     */
    @Override
    public Connection as(String role) throws SQLException {
        PGSimpleDataSource door = door(role);
        try {
            return door.getConnection();
        } catch (SQLException e) {
            if (!NOT_LET_IN.contains(e.getSQLState())) {
                throw e;
            }
            LOG.info("{} was not let in ({}) and gets its right to log in anew.", role, e.getMessage());
        }
        definitions.change(
                statement -> statement.execute("ALTER ROLE " + Definitions.quoted(role) + " " + rightToLogIn(role)));
        try {
            return door.getConnection();
        } catch (SQLException e) {
            throw NOT_LET_IN.contains(e.getSQLState()) ? notLetIn(role, e) : e;
        }
    }

    private SQLException notLetIn(String role, SQLException cause) {
        String sentence = "PostgreSQL at " + PostgresConnections.place(probe) + " doesn't let " + role
                + " in: its pg_hba.conf needs a line for the roles of the instances, see ops/postgresql/setup.sql.";
        LOG.error(sentence);
        return new SQLException(sentence, cause.getSQLState(), cause);
    }

    /** What is set here is what {@code RESET} and {@code DISCARD ALL} lead back to. */
    private PGSimpleDataSource door(String role) {
        PGSimpleDataSource door = PostgresConnections.server(url, role, passwords.of(role));
        long millis = longestLoan.toMillis();
        door.setApplicationName("beffroi instance");
        door.setOptions("-c search_path=" + Definitions.quoted(role) + " -c statement_timeout=" + millis
                + " -c idle_in_transaction_session_timeout=" + millis);
        // The house's address may name a schema, which the driver sends after the options.
        door.setCurrentSchema(Definitions.quoted(role));
        door.setSocketTimeout((int) longestAnswer().toSeconds());
        return door;
    }

    private Duration longestAnswer() {
        return longestLoan.plus(ON_THE_WAY);
    }

    /**
     * Clears a connection of what its borrower left: settings, temporary tables, locks. False when it is broken; then it is closed.
     */
    boolean clear(String role, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(null, (int) longestAnswer().toMillis());
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            statement.execute("DISCARD ALL");
            return true;
        } catch (SQLException e) {
            LOG.debug("A connection of {} came back broken: {}", role, e.getMessage());
            connection.close();
            return false;
        }
    }

    /** Ends a connection of a role whatever goes on there, on the server too. */
    void end(String role, Connection connection) throws SQLException {
        int process = connection.unwrap(PGConnection.class).getBackendPID();
        connection.abort(Runnable::run);
        try (Connection house = probe.getConnection();
                PreparedStatement statement = house.prepareStatement(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND usename = ?")) {
            statement.setInt(1, process);
            statement.setString(2, role);
            statement.execute();
        }
    }
}
