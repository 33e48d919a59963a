package fr.beffroi.store.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** {@link Store} on SQLite or PostgreSQL: transactions, whichever of the two lies below. */
public final class SqlStore implements Store, AutoCloseable {
    private static final int POOL_SIZE = 8;

    private final Connections connections;
    private final Jdbi reads;
    private final Jdbi writes;

    private SqlStore(Connections connections) {
        this.connections = connections;
        this.reads = Jdbi.create(connections::reading);
        this.writes = Jdbi.create(connections::writing);
    }

    /**
     * A store in one SQLite file, which is made with its folder when it isn't there.
     *
     * @throws Refusal {@link Reason#STORAGE_FULL} when it can't be made or written
     */
    public static SqlStore sqlite(Path file) {
        return sqlite(file, POOL_SIZE);
    }

    static SqlStore sqlite(Path file, int poolSize) {
        return new SqlStore(new SqliteConnections(file, poolSize));
    }

    /**
     * A store in a PostgreSQL database.
     *
     * @param url {@code jdbc:postgresql://host:5432/database}
     * @param user empty when the address names it
     * @param password empty when there is none
     * @throws Refusal {@link Reason#UNAVAILABLE} when it doesn't answer or refuses the log-in
     */
    public static SqlStore postgres(String url, String user, String password) {
        return postgres(url, user, password, POOL_SIZE);
    }

    static SqlStore postgres(String url, String user, String password, int poolSize) {
        return new SqlStore(new PostgresConnections(url, user, password, poolSize));
    }

    @Override
    public Dialect dialect() {
        return connections.dialect();
    }

    @Override
    public <R> R read(Function<Handle, R> queries) {
        return transaction(reads, queries);
    }

    @Override
    public <R> R write(Function<Handle, R> changes) {
        return transaction(writes, changes);
    }

    @Override
    public void migrate(String room, ClassLoader migrations) {
        try {
            connections.migrating(dataSource -> Migrations.run(room, migrations, dataSource));
        } catch (RuntimeException e) {
            throw connections.failures().translated(e);
        }
    }

    /** Where the data is, without secrets: a file, or host, port and database. */
    public String place() {
        return connections.place();
    }

    /** What keeps the store from serving, in a sentence; empty when it can. */
    public Optional<String> problem() {
        return connections.problem();
    }

    @Override
    public void close() {
        connections.close();
    }

    private <R> R transaction(Jdbi connections, Function<Handle, R> work) {
        try (Handle handle = connections.open()) {
            return handle.inTransaction(work::apply);
        } catch (RuntimeException e) {
            throw this.connections.failures().translated(e);
        }
    }
}
