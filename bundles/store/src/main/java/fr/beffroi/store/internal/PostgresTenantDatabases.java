package fr.beffroi.store.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A schema of PostgreSQL for each instance, owned by a role of the same name. An instance's connections are logged in as that role,
 * so there is nothing behind it to go back to.
 */
public final class PostgresTenantDatabases implements TenantDatabases, AutoCloseable {
    private static final Duration LONGEST_LOAN = Duration.ofSeconds(60);

    private final PGSimpleDataSource server;
    private final Failures failures;
    private final Definitions definitions;
    private final TenantRoles roles;
    private final TenantConnections connections;
    /** For the thread that looks at all of them. */
    private final SchemaSizes sizes;

    private final Duration longestLoan;
    private final long mostBytes;
    private final Map<TenantDatabase, LendingDataSource> open = new ConcurrentHashMap<>();
    private final LoanWatch watch;

    /** As below, with loans of a minute. */
    public PostgresTenantDatabases(String url, String user, String password, int poolSize) {
        this(url, user, password, poolSize, LONGEST_LOAN);
    }

    /** As below, each as large as the server lets it be. */
    public PostgresTenantDatabases(String url, String user, String password, int poolSize, Duration longestLoan) {
        this(url, user, password, poolSize, longestLoan, Long.MAX_VALUE);
    }

    /**
     * @param poolSize how many connections all instances together may hold
     * @param longestLoan how long an instance may keep one
     * @param mostBytes that the database of an instance may hold, with its indexes
     */
    public PostgresTenantDatabases(
            String url, String user, String password, int poolSize, Duration longestLoan, long mostBytes) {
        server = PostgresConnections.server(url, user, password);
        failures = new Failures(Dialect.POSTGRESQL, PostgresConnections.place(server));
        definitions = new Definitions(server);
        roles = new TenantRoles(url, user, password, longestLoan, definitions);
        connections = new TenantConnections(poolSize, roles);
        sizes = new SchemaSizes(server);
        this.longestLoan = longestLoan;
        this.mostBytes = mostBytes;
        watch = new LoanWatch(open.values(), connections::endIdle, sizes::close);
    }

    @Override
    public void create(Insee tenant, String service) {
        String name = TenantNames.schema(TenantNames.checked(tenant, service));
        change(statement -> {
            statement.execute(roles.making(name));
            statement.execute("GRANT %s TO CURRENT_USER".formatted(Definitions.quoted(name)));
            statement.execute(
                    "CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(Definitions.quoted(name)));
            statement.execute("REVOKE ALL ON SCHEMA %s FROM PUBLIC".formatted(Definitions.quoted(name)));
        });
    }

    @Override
    public DataSource open(Insee tenant, String service) {
        return open.computeIfAbsent(TenantNames.checked(tenant, service), this::lending);
    }

    private LendingDataSource lending(TenantDatabase owner) {
        String name = TenantNames.schema(owner);
        LendingDataSource.Source source = new LendingDataSource.Source() {
            @Override
            public Connection take() throws SQLException {
                return connections.take(name);
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                boolean fit = false;
                try {
                    fit = roles.clear(name, connection);
                } finally {
                    if (!fit) {
                        connections.release(name);
                    }
                }
                if (fit) {
                    connections.giveBack(name, connection);
                }
            }

            @Override
            public void cut(Connection connection, Runnable ended) throws SQLException {
                try {
                    roles.end(name, connection);
                } finally {
                    connections.release(name);
                    ended.run();
                }
            }
        };
        DatabaseSpace space = new DatabaseSpace(name, mostBytes, () -> measured(sizes, name));
        return new LendingDataSource(name, source, longestLoan, space);
    }

    @Override
    public void drop(Insee tenant, String service) {
        TenantDatabase owner = TenantNames.checked(tenant, service);
        String name = TenantNames.schema(owner);
        LendingDataSource lending = open.remove(owner);
        if (lending != null) {
            lending.drop();
        }
        connections.forget(name);
        change(statement -> {
            statement.execute(("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
                            + " AND datname = current_database()")
                    .formatted(Definitions.literal(name)));
            statement.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(Definitions.quoted(name)));
            if (exists(statement, name)) {
                statement.execute("DROP OWNED BY %s CASCADE".formatted(Definitions.quoted(name)));
                // The role stays when another database of this server still uses it.
                statement.execute(
                        "DO $$ BEGIN DROP ROLE %s; EXCEPTION WHEN dependent_objects_still_exist OR undefined_object THEN NULL; END $$"
                                .formatted(Definitions.quoted(name)));
            }
        });
    }

    private static boolean exists(Statement statement, String role) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT 1 FROM pg_roles WHERE rolname = %s".formatted(Definitions.literal(role)))) {
            return result.next();
        }
    }

    @Override
    public long size(Insee tenant, String service) {
        String name = TenantNames.schema(TenantNames.checked(tenant, service));
        try (SchemaSizes once = new SchemaSizes(server)) {
            return measured(once, name);
        }
    }

    private long measured(SchemaSizes by, String name) {
        try {
            return by.of(name);
        } catch (SQLException e) {
            throw failure("measured", name, e);
        }
    }

    @Override
    public List<TenantDatabase> list() {
        List<TenantDatabase> found = new ArrayList<>();
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT nspname FROM pg_namespace")) {
            while (result.next()) {
                Optional<TenantDatabase> owner = TenantNames.ofSchema(result.getString(1));
                owner.ifPresent(found::add);
            }
        } catch (SQLException e) {
            throw failures.translated(new IllegalStateException("The schemas could not be listed.", e));
        }
        found.sort(Comparator.comparing(TenantDatabase::tenant).thenComparing(TenantDatabase::service));
        return List.copyOf(found);
    }

    @Override
    public void close() {
        watch.close();
        connections.close();
    }

    private void change(Definitions.Work work) {
        try {
            definitions.change(work);
        } catch (SQLException e) {
            throw failure("changed", PostgresConnections.place(server), e);
        }
    }

    private RuntimeException failure(String verb, String name, SQLException e) {
        return failures.translated(new IllegalStateException(name + " could not be " + verb, e));
    }
}
