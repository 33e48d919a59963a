package fr.beffroi.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import fr.beffroi.api.Insee;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A schema of PostgreSQL for each instance, owned by a role of the same name that nobody can log in as. The connections come from
 * one pool that all instances share: each is lent in the role of the borrower, and cleared when it comes back.
 */
public final class PostgresTenantDatabases implements TenantDatabases, AutoCloseable {
    private static final String LOCK_WAIT = "SET LOCAL lock_timeout = '10s'";

    private final PGSimpleDataSource server;
    private final HikariDataSource pool;
    private final Failures failures;
    private final Map<TenantDatabase, LendingDataSource> open = new ConcurrentHashMap<>();

    /**
     * @param poolSize how many connections all instances together may hold
     */
    public PostgresTenantDatabases(String url, String user, String password, int poolSize) {
        server = PostgresConnections.server(url, user, password);
        failures = new Failures(Dialect.POSTGRESQL, PostgresConnections.place(server));
        HikariConfig settings = PostgresConnections.settings("beffroi-tenants", server, poolSize);
        settings.setMinimumIdle(0);
        pool = new HikariDataSource(settings);
    }

    @Override
    public void create(Insee tenant, String service) {
        String name = TenantNames.schema(TenantNames.checked(tenant, service));
        change(statement -> {
            // Roles belong to the whole server: another database there may have made it, at this very moment.
            statement.execute(
                    "DO $$ BEGIN CREATE ROLE %s NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                            .formatted(quoted(name)));
            statement.execute("GRANT %s TO CURRENT_USER".formatted(quoted(name)));
            statement.execute("CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(quoted(name)));
            statement.execute("REVOKE ALL ON SCHEMA %s FROM PUBLIC".formatted(quoted(name)));
        });
    }

    @Override
    public DataSource open(Insee tenant, String service) {
        return open.computeIfAbsent(TenantNames.checked(tenant, service), this::lending);
    }

    private LendingDataSource lending(TenantDatabase owner) {
        String name = TenantNames.schema(owner);
        return new LendingDataSource(name, new LendingDataSource.Source() {
            @Override
            public Connection take() throws SQLException {
                Connection connection = pool.getConnection();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET ROLE %1$s; SET search_path TO %1$s".formatted(quoted(name)));
                    return connection;
                } catch (SQLException e) {
                    discard(connection);
                    throw e;
                }
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(true);
                    // Role, search path, settings, temporary tables, advisory locks: nothing reaches the next borrower.
                    statement.execute("DISCARD ALL");
                    connection.close();
                } catch (SQLException e) {
                    discard(connection);
                }
            }

            @Override
            public void cut(Connection connection) throws SQLException {
                connection.unwrap(Connection.class).abort(Runnable::run);
                pool.evictConnection(connection);
            }
        });
    }

    private void discard(Connection connection) throws SQLException {
        pool.evictConnection(connection);
        connection.close();
    }

    @Override
    public void drop(Insee tenant, String service) {
        TenantDatabase owner = TenantNames.checked(tenant, service);
        String name = TenantNames.schema(owner);
        LendingDataSource lending = open.remove(owner);
        try {
            if (lending != null) {
                lending.drop();
            }
        } catch (SQLException e) {
            throw failure("closed", name, e);
        }
        change(statement -> {
            statement.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(quoted(name)));
            if (exists(statement, name)) {
                statement.execute("DROP OWNED BY %s CASCADE".formatted(quoted(name)));
                // The role stays when another database of this server still uses it.
                statement.execute(
                        "DO $$ BEGIN DROP ROLE %s; EXCEPTION WHEN dependent_objects_still_exist OR undefined_object THEN NULL; END $$"
                                .formatted(quoted(name)));
            }
        });
    }

    private static boolean exists(Statement statement, String role) throws SQLException {
        try (ResultSet result =
                statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = %s".formatted(literal(role)))) {
            return result.next();
        }
    }

    @Override
    public List<TenantDatabase> list() {
        List<TenantDatabase> found = new ArrayList<>();
        try (Connection connection = pool.getConnection();
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
        pool.close();
    }

    /** Definitions, all or nothing; one at a time in this database, so that repeating them never collides. */
    private void change(Definitions definitions) {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LOCK_WAIT);
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('fr.beffroi.store tenant databases'))");
            definitions.run(statement);
            connection.commit();
        } catch (SQLException e) {
            throw failure("changed", PostgresConnections.place(server), e);
        }
    }

    private RuntimeException failure(String verb, String name, SQLException e) {
        return failures.translated(new IllegalStateException(name + " could not be " + verb, e));
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    private interface Definitions {
        void run(Statement statement) throws SQLException;
    }
}
