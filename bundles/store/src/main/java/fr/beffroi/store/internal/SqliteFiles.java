package fr.beffroi.store.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** How SQLite files are opened here: the same for the house and for every instance. */
final class SqliteFiles {
    static final String READ_ONLY = "PRAGMA query_only = ON";

    /** How long a lock is waited for. */
    static final int BUSY_MILLIS = 10_000;

    /** Of every file that is made here. */
    private static final int PAGE_BYTES = 4_096;

    /** SQLite counts no further. */
    private static final long MOST_PAGES = 4_294_967_294L;

    private SqliteFiles() {}

    /** Connections that write to a file, which is made when it isn't there. */
    static SQLiteDataSource writing(Path file) {
        return dataSource(file, settings());
    }

    /**
     * Connections for an instance that reach its file and no other, as far as SQLite can be told; {@link SqliteRules} has the rest.
     * The file must be there: whoever comes too late doesn't make it anew.
     *
     * @param mostBytes that the file may grow to; SQLite then fails with {@code SQLITE_FULL}
     */
    static SQLiteDataSource ofAnInstance(Path file, long mostBytes) {
        SQLiteConfig settings = settings();
        settings.resetOpenMode(SQLiteOpenMode.CREATE);
        settings.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
        settings.setPragma(
                SQLiteConfig.Pragma.MAX_PAGE_COUNT, Long.toString(Math.min(mostBytes / PAGE_BYTES, MOST_PAGES)));
        return dataSource(file, settings);
    }

    /** Connections for a pool that reads; {@link #READ_ONLY} makes each of them unable to change anything. */
    static SQLiteDataSource reading(Path file) {
        SQLiteConfig settings = settings();
        settings.setTransactionMode(TransactionMode.DEFERRED);
        return dataSource(file, settings);
    }

    private static SQLiteConfig settings() {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(JournalMode.WAL);
        settings.setSynchronous(SynchronousMode.FULL);
        settings.enforceForeignKeys(true);
        settings.setBusyTimeout(BUSY_MILLIS);
        // A transaction that reads first and writes later waits for its turn at once, instead of failing half-way.
        settings.setTransactionMode(TransactionMode.IMMEDIATE);
        return settings;
    }

    private static SQLiteDataSource dataSource(Path file, SQLiteConfig settings) {
        SQLiteDataSource dataSource = new SQLiteDataSource(settings);
        dataSource.setUrl("jdbc:sqlite:" + file);
        return dataSource;
    }

    /** Takes the lock of the one who writes for a moment, so that a file that can't be written shows now and not later. */
    static void proveWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("PRAGMA user_version = 1");
            statement.execute("COMMIT");
        }
    }

    /**
     * Makes a folder that nobody else on the machine may look into; one that is there stays as it is.
     *
     * @throws Refusal {@link Reason#STORAGE_FULL} when it can't be made
     */
    static void makeFolder(Path folder) {
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        } catch (FileAlreadyExistsException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The folder " + folder + " can't be made because " + e.getFile()
                            + " is there and is no folder: move it away, or choose another data folder.",
                    e);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The folder " + folder + " can't be made (" + e.getMessage()
                            + "): give the user that runs Beffroi the right to write there, or choose another data folder.",
                    e);
        }
    }
}
