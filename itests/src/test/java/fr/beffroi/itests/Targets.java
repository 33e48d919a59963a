package fr.beffroi.itests;

import fr.beffroi.store.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The data store and the directory of a house, seen without the house. */
abstract class Targets implements AutoCloseable {

    /**
     * What the directory holds, by the house's own log-in.
     *
     * @param groups by address
     * @param instances that have an entry, by address
     * @param programs how many others have one
     */
    record Held(Set<String> groups, Set<String> instances, int programs) {}

    /** How the house is told of them. */
    abstract Map<String, String> settings();

    /** A connection to the data store. */
    abstract Connection connect(Path data) throws SQLException;

    /** The tenants' databases that stand: {@code 30189/actes}. */
    abstract Set<String> databases(Path data);

    /** Empty when the directory lives in the house's memory. */
    abstract Optional<Held> directory();

    @Override
    public abstract void close();

    /** The answer to a question to the data store, by columns. */
    final List<List<String>> ask(Path data, String question) {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(question, e);
        }
    }

    /** SQLite in the data folder, and the directory in memory. */
    static final class Embedded extends Targets {
        private final int port = RunningHouse.freePort();

        /** Programs of the communes are let in to the directory by a port. */
        @Override
        Map<String, String> settings() {
            return Map.of("BEFFROI_LDAP_EMBEDDED_PORT", Integer.toString(port));
        }

        @Override
        Connection connect(Path data) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("beffroi.db"));
        }

        @Override
        Set<String> databases(Path data) {
            return TenantFolders.with("data.db", data);
        }

        @Override
        Optional<Held> directory() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // Nothing of its own.
        }
    }

    /** A schema and a role in PostgreSQL for each, and OpenLDAP. */
    static final class Servers extends Targets {
        private final PostgresServer.Database database;
        private final OpenLdapServer ldap;
        private final Set<String> rolesBefore;
        private final Path folder;

        /** @param folder for what the servers keep */
        Servers(Path folder) {
            database = PostgresServer.get().newDatabase();
            ldap = OpenLdapServer.start(folder.resolve("slapd"));
            rolesBefore = roles(folder);
            this.folder = folder;
        }

        OpenLdapServer ldap() {
            return ldap;
        }

        /** Kills the server's process of one connection, which has it end all others and recover from its log. */
        void crashPostgresql() {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet process = statement.executeQuery("SELECT pg_backend_pid()")) {
                process.next();
                ProcessHandle.of(process.getLong(1)).orElseThrow().destroyForcibly();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            RunningHouse.await("PostgreSQL has recovered", () -> {
                try (Connection connection = connect()) {
                    return connection.isValid(1);
                } catch (SQLException e) {
                    return false;
                }
            });
        }

        private Connection connect() throws SQLException {
            return DriverManager.getConnection(database.url(), database.user(), database.password());
        }

        @Override
        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(ldap.settings());
            settings.put("BEFFROI_DB_URL", database.url());
            settings.put("BEFFROI_DB_USER", database.user());
            settings.put("BEFFROI_DB_PASSWORD_FILE", file("db.password", database.password()));
            settings.put("BEFFROI_LDAP_PASSWORD_FILE", file("ldap.password", settings.remove("BEFFROI_LDAP_PASSWORD")));
            return settings;
        }

        /** As the guide for operations has it: what is in the environment, any code reads. */
        private String file(String name, String password) {
            try {
                Path file = folder.resolve(name);
                Files.writeString(file, password + "\n");
                return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        Connection connect(Path data) throws SQLException {
            return connect();
        }

        @Override
        Set<String> databases(Path data) {
            Set<String> schemas = names(data, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'");
            Set<String> roles = roles(data);
            // Roles belong to the whole server: other tests may have left some.
            Set<String> surplus = new HashSet<>(roles);
            surplus.removeAll(rolesBefore);
            if (!roles.containsAll(schemas) || !schemas.containsAll(surplus)) {
                throw new AssertionError("schemas " + schemas + ", roles " + roles + ", before " + rolesBefore);
            }
            return schemas;
        }

        private Set<String> roles(Path data) {
            return names(data, "SELECT rolname FROM pg_roles WHERE rolname LIKE 't\\_%'");
        }

        private Set<String> names(Path data, String question) {
            return ask(data, question).stream()
                    .map(row -> row.get(0).replaceFirst("^t_(.....)_", "$1/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Whatever stands in a commune's branch and is no person, no group and no unit is a program. */
        @Override
        Optional<Held> directory() {
            Set<String> groups = new TreeSet<>();
            Set<String> instances = new TreeSet<>();
            int programs = 0;
            for (var entry : ldap.communes()) {
                String[] names = entry.getDN().split(",");
                if (names[0].startsWith("uid=instance-")) {
                    instances.add(
                            names[2].substring("ou=".length()) + "/" + names[0].substring("uid=instance-".length()));
                } else if (entry.hasObjectClass("groupOfNames")) {
                    groups.add(names[2].substring("ou=".length()) + "/" + names[0].substring("cn=".length()));
                } else if (!entry.hasObjectClass("inetOrgPerson") && !entry.hasObjectClass("organizationalUnit")) {
                    programs++;
                }
            }
            return Optional.of(new Held(groups, instances, programs));
        }

        @Override
        public void close() {
            ldap.close();
            PostgresServer.get().drop(database);
        }
    }
}
