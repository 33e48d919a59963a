package fr.beffroi.store.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** One SQLite file for each instance: {@code {insee}/{service}/data.db} below the tenants' folder. */
public final class SqliteTenantDatabases implements TenantDatabases {
    private static final String FILE = "data.db";

    private final Path tenants;
    private final Map<TenantDatabase, LendingDataSource> open = new ConcurrentHashMap<>();

    /** @param tenants the folder of all tenants; made when the first database is */
    public SqliteTenantDatabases(Path tenants) {
        this.tenants = tenants.toAbsolutePath().normalize();
    }

    @Override
    public synchronized void create(Insee tenant, String service) {
        Path file = file(TenantNames.checked(tenant, service));
        SqliteFiles.makeFolder(file.getParent());
        try (Connection connection = SqliteFiles.writing(file).getConnection()) {
            SqliteFiles.proveWritable(connection);
        } catch (SQLException e) {
            throw failure(file, "made", e);
        }
    }

    @Override
    public DataSource open(Insee tenant, String service) {
        return open.computeIfAbsent(TenantNames.checked(tenant, service), this::lending);
    }

    private LendingDataSource lending(TenantDatabase owner) {
        DataSource connections = SqliteFiles.writingExisting(file(owner));
        return new LendingDataSource(file(owner).toString(), new LendingDataSource.Source() {
            @Override
            public Connection take() throws SQLException {
                return connections.getConnection();
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                connection.close();
            }

            @Override
            public void cut(Connection connection) throws SQLException {
                connection.close();
            }
        });
    }

    @Override
    public synchronized void drop(Insee tenant, String service) {
        TenantDatabase owner = TenantNames.checked(tenant, service);
        Path file = file(owner);
        LendingDataSource lending = open.remove(owner);
        try {
            if (lending != null) {
                lending.drop();
            }
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(file.resolveSibling(FILE + suffix));
            }
            deleteWhenEmpty(file.getParent());
            deleteWhenEmpty(file.getParent().getParent());
        } catch (SQLException e) {
            throw failure(file, "closed", e);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "The database " + file + " can't be deleted (" + e.getMessage()
                            + "): give the user that runs Beffroi the right to write there, then try again.",
                    e);
        }
    }

    private static void deleteWhenEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // Something else of the tenant's lives there.
        }
    }

    @Override
    public List<TenantDatabase> list() {
        try (Stream<Path> files =
                Files.find(tenants, 3, (path, attributes) -> attributes.isRegularFile() && path.endsWith(FILE))) {
            return files.flatMap(file ->
                            TenantNames.ofFolders(name(file.getParent().getParent()), name(file.getParent())).stream())
                    .sorted(Comparator.comparing(TenantDatabase::tenant).thenComparing(TenantDatabase::service))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "The folder " + tenants + " can't be read (" + e.getMessage()
                            + "): give the user that runs Beffroi the right to read it.",
                    e);
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private Path file(TenantDatabase owner) {
        return tenants.resolve(owner.tenant().code()).resolve(owner.service()).resolve(FILE);
    }

    private static RuntimeException failure(Path file, String verb, SQLException e) {
        return new Failures(Dialect.SQLITE, file.toString())
                .translated(new IllegalStateException("The database " + file + " could not be " + verb, e));
    }
}
