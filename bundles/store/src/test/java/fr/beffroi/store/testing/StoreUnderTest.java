package fr.beffroi.store.testing;

import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.internal.PostgresTenantDatabases;
import fr.beffroi.store.internal.SqlStore;
import fr.beffroi.store.internal.SqliteTenantDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The data store of one test: a folder of its own, or a PostgreSQL database of its own. */
public final class StoreUnderTest implements AutoCloseable {
    private static final Duration LONGEST_LOAN = Duration.ofSeconds(60);

    private final Dialect dialect;
    private final Path folder;
    private final PostgresServer.Database database;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private SqlStore store;
    private TenantDatabases tenantDatabases;

    private StoreUnderTest(Dialect dialect, Path folder, PostgresServer.Database database) {
        this.dialect = dialect;
        this.folder = folder;
        this.database = database;
    }

    /** On SQLite, in a folder that is there. */
    public static StoreUnderTest sqlite(Path folder) {
        return new StoreUnderTest(Dialect.SQLITE, folder, null);
    }

    /** On PostgreSQL, in a new database. */
    public static StoreUnderTest postgresql(Path folder) {
        return new StoreUnderTest(
                Dialect.POSTGRESQL, folder, PostgresServer.get().newDatabase());
    }

    public Dialect dialect() {
        return dialect;
    }

    /** A folder of this test's own, for files beside the data store. */
    public Path folder() {
        return folder;
    }

    /** The store, opened by the first call. */
    public synchronized SqlStore store() {
        if (store == null) {
            store = another();
        }
        return store;
    }

    /** The same data opened once more, as by a second process. */
    public synchronized SqlStore another() {
        List<String> how = how();
        SqlStore another = open(how.toArray(String[]::new));
        opened.push(another);
        return another;
    }

    /** Arguments for {@link #open}, for a process of its own. */
    public List<String> how() {
        return dialect == Dialect.SQLITE
                ? List.of(folder.resolve("beffroi.db").toString())
                : List.of(database.url(), database.user(), database.password());
    }

    /** Opens what {@link #how} tells. */
    public static SqlStore open(String... how) {
        return how.length == 1 ? SqlStore.sqlite(Path.of(how[0])) : SqlStore.postgres(how[0], how[1], how[2]);
    }

    /** The PostgreSQL database; null on SQLite. */
    public PostgresServer.Database database() {
        return database;
    }

    /** The instances' databases, opened by the first call. */
    public synchronized TenantDatabases tenantDatabases() {
        if (tenantDatabases == null) {
            if (dialect == Dialect.SQLITE) {
                SqliteTenantDatabases files = new SqliteTenantDatabases(folder.resolve("tenants"), LONGEST_LOAN);
                opened.push(files);
                tenantDatabases = files;
            } else {
                PostgresTenantDatabases schemas =
                        new PostgresTenantDatabases(database.url(), database.user(), database.password(), 8);
                opened.push(schemas);
                tenantDatabases = schemas;
            }
        }
        return tenantDatabases;
    }

    @Override
    public synchronized void close() throws Exception {
        if (dialect == Dialect.POSTGRESQL) {
            for (TenantDatabases.TenantDatabase left : tenantDatabases().list()) {
                tenantDatabases().drop(left.tenant(), left.service());
            }
        }
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        if (dialect == Dialect.POSTGRESQL) {
            PostgresServer.get().drop(database);
        }
    }
}
