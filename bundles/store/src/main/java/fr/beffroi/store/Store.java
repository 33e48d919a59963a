package fr.beffroi.store;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The data source of the house, SQLite or PostgreSQL. The SQL that rooms write runs on both.
 *
 * <p>Safe for use by many threads. A failure of the data store reaches the caller as {@link fr.beffroi.api.Refusal} with {@link
 * fr.beffroi.api.Reason#STORAGE_FULL} (full or read-only disk) or {@link fr.beffroi.api.Reason#UNAVAILABLE} (not reachable), other
 * SQL errors as the library's own exceptions: they are bugs.
 */
@ProviderType
public interface Store {

    /** Which of the two it is, for the rare statement that differs. */
    enum Dialect {
        SQLITE,
        POSTGRESQL
    }

    Dialect dialect();

    /** Reads within one transaction: all queries see the same state. */
    <R> R read(Function<Handle, R> queries);

    /**
     * Changes within one transaction. When this returns, the change is on the disk; when it throws, nothing happened, unless the
     * connection broke just after the commit: then the refusal says that all of it may have happened, and whoever asks again has to
     * find it done. SQLite has one writer at a time: keep it short, and call nothing slow (directory, network) inside.
     */
    <R> R write(Function<Handle, R> changes);

    /**
     * Brings a room's tables up to date from {@code db/migration/<room>} on the room's class path. Called once by each room with
     * tables when it starts, before anything else. Files are named {@code V001__what_it_does.sql}, never changed once released,
     * and written in the SQL that both data stores understand.
     */
    void migrate(String room, ClassLoader migrations);
}
