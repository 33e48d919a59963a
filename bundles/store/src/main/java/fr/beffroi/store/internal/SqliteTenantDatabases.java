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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/** One SQLite file for each instance: {@code {insee}/{service}/data.db} below the tenants' folder. */
public final class SqliteTenantDatabases implements TenantDatabases, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTenantDatabases.class);
    private static final String FILE = "data.db";

    /** How many steps of a statement pass between two looks at the clock: some milliseconds. */
    private static final int STEPS = 100_000;

    /** How long dropping waits for what it cut: longer than the longest wait for a lock, which nothing ends. */
    private static final Duration ENDING = Duration.ofMillis(2L * SqliteFiles.BUSY_MILLIS);

    private final Path tenants;
    private final Duration longestLoan;
    private final long mostBytes;
    private final Map<TenantDatabase, LendingDataSource> open = new ConcurrentHashMap<>();
    private final LoanWatch watch = new LoanWatch(open.values(), () -> {}, () -> {});

    /** As below, each as large as the disk lets it be. */
    public SqliteTenantDatabases(Path tenants, Duration longestLoan) {
        this(tenants, longestLoan, Long.MAX_VALUE);
    }

    /**
     * @param tenants the folder of all tenants; made when the first database is
     * @param longestLoan how long an instance may keep a connection, and a statement may run
     * @param mostBytes that the database of an instance may hold
     */
    public SqliteTenantDatabases(Path tenants, Duration longestLoan, long mostBytes) {
        this.tenants = tenants.toAbsolutePath().normalize();
        this.longestLoan = longestLoan;
        this.mostBytes = mostBytes;
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
        DataSource connections = SqliteFiles.ofAnInstance(file(owner), DatabaseSpace.limit(mostBytes));
        LendingDataSource.Source source = new LendingDataSource.Source() {
            @Override
            public Connection take() throws SQLException {
                Connection connection = connections.getConnection();
                ProgressHandler.setHandler(connection, STEPS, new TimeLimit(System.nanoTime() + longestLoan.toNanos()));
                return connection;
            }

            @Override
            public LentConnection.Rules rules() {
                return new SqliteRules();
            }

            @Override
            public void giveBack(Connection connection) throws SQLException {
                connection.close();
            }

            @Override
            public void cut(Connection connection, Runnable ended) {
                endOnItsOwn(connection, ended);
            }
        };
        DatabaseSpace space = new DatabaseSpace(file(owner).toString(), mostBytes, () -> held(owner));
        return new LendingDataSource(file(owner).toString(), source, longestLoan, space);
    }

    /**
     * A file doesn't shrink when something is deleted: what it has free counts as room. Nobody deletes it meanwhile, because a
     * connection that is closed later would take the log of the next file of that name with it.
     */
    private synchronized long held(TenantDatabase owner) {
        long bytes = size(owner.tenant(), owner.service());
        if (bytes <= mostBytes) {
            return bytes;
        }
        try (Connection connection =
                        SqliteFiles.ofAnInstance(file(owner), Long.MAX_VALUE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet pages = statement.executeQuery("SELECT (p.page_count - f.freelist_count) * s.page_size"
                        + " FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s")) {
            return pages.getLong(1);
        } catch (SQLException e) {
            throw failure(file(owner), "measured", e);
        }
    }

    /**
     * Closing waits for the statement that runs, and one that waits for a lock can't be interrupted; the lock may be held by the next
     * loan to be cut. So nobody waits for the closing of what is cut.
     */
    private static void endOnItsOwn(Connection connection, Runnable ended) {
        Thread ending = new Thread(
                () -> {
                    try {
                        connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
                        connection.close();
                    } catch (SQLException e) {
                        LOG.warn("A connection that was cut didn't close in order: {}", e.getMessage());
                    } finally {
                        ended.run();
                    }
                },
                "beffroi-store-cut");
        ending.setDaemon(true);
        ending.start();
    }

    /** Ends a statement that began just after it was interrupted, or never ends. */
    private static final class TimeLimit extends ProgressHandler {
        private final long end;

        TimeLimit(long end) {
            this.end = end;
        }

        @Override
        protected int progress() {
            return System.nanoTime() - end > 0 ? 1 : 0;
        }
    }

    @Override
    public void drop(Insee tenant, String service) {
        TenantDatabase owner = TenantNames.checked(tenant, service);
        LendingDataSource lending = open.get(owner);
        if (lending != null) {
            end(lending, file(owner));
        }
        delete(owner);
    }

    /** A connection that is closed after its file was deleted would take the log of the next file of that name with it. */
    private static void end(LendingDataSource lending, Path file) {
        lending.drop();
        try {
            if (lending.awaitEnd(ENDING)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                Reason.UNAVAILABLE,
                "The database " + file + " is still in use, although its connections were cut: try again.");
    }

    private synchronized void delete(TenantDatabase owner) {
        Path file = file(owner);
        open.remove(owner);
        try {
            for (Path part : parts(file)) {
                Files.deleteIfExists(part);
            }
            deleteWhenEmpty(file.getParent());
            deleteWhenEmpty(file.getParent().getParent());
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

    private static List<Path> parts(Path file) {
        return Stream.of("", "-wal", "-shm", "-journal")
                .map(suffix -> file.resolveSibling(FILE + suffix))
                .toList();
    }

    @Override
    public long size(Insee tenant, String service) {
        Path file = file(TenantNames.checked(tenant, service));
        long bytes = 0;
        for (Path part : parts(file)) {
            try {
                bytes += Files.size(part);
            } catch (NoSuchFileException e) {
                // It isn't there, or it went with the last connection.
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        return bytes;
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
            throw unreadable(tenants, e);
        }
    }

    private static Refusal unreadable(Path place, IOException e) {
        return new Refusal(
                Reason.UNAVAILABLE,
                place + " can't be read (" + e.getMessage()
                        + "): give the user that runs Beffroi the right to read it.",
                e);
    }

    @Override
    public void close() {
        watch.close();
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
