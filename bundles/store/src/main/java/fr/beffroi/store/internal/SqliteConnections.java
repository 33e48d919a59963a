package fr.beffroi.store.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite file: one connection that writes, under a fair lock, and a few that only read. WAL lets them read beside the writer;
 * {@code synchronous=FULL} puts a commit on the disk before it returns.
 */
final class SqliteConnections implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnections.class);
    private static final long LEAST_FREE_BYTES = 16L << 20;

    private final Path file;
    private final Failures failures;
    private final HikariDataSource readers;
    private final ReentrantLock writerLock = new ReentrantLock(true);
    private Connection writer;

    /** @throws Refusal {@link Reason#STORAGE_FULL} when the file or its folder can't be made or written */
    SqliteConnections(Path file, int poolSize) {
        this.file = file.toAbsolutePath().normalize();
        this.failures = new Failures(Dialect.SQLITE, this.file.toString());
        SqliteFiles.makeFolder(this.file.getParent());
        try {
            writer = SqliteFiles.writing(this.file).getConnection();
            SqliteFiles.proveWritable(writer);
        } catch (SQLException e) {
            closeWriter();
            throw failures.translated(new IllegalStateException("SQLite can't open " + this.file, e));
        }
        readers = new HikariDataSource(readers(this.file, poolSize));
    }

    private static HikariConfig readers(Path file, int poolSize) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("beffroi-store-readers");
        config.setDataSource(SqliteFiles.reading(file));
        config.setConnectionInitSql(SqliteFiles.READ_ONLY);
        config.setMaximumPoolSize(poolSize);
        config.setConnectionTimeout(10_000);
        return config;
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Failures failures() {
        return failures;
    }

    @Override
    public Connection reading() throws SQLException {
        return readers.getConnection();
    }

    @Override
    public Connection writing() throws SQLException {
        if (writerLock.isHeldByCurrentThread()) {
            throw new IllegalStateException("A change within a change: use the handle of the transaction at hand.");
        }
        writerLock.lock();
        try {
            if (writer == null || writer.isClosed()) {
                writer = SqliteFiles.writing(file).getConnection();
            }
            return new LentConnection(writer, LentConnection.Rules.NONE, this::takeBackWriter).asConnection();
        } catch (SQLException | RuntimeException e) {
            writerLock.unlock();
            throw e;
        }
    }

    private void takeBackWriter(Connection returned) {
        try {
            if (!returned.getAutoCommit()) {
                returned.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warn("The writing connection to {} is in doubt and will be opened anew: {}", file, e.getMessage());
            closeWriter();
        } finally {
            writerLock.unlock();
        }
    }

    @Override
    public void migrating(Migration migration) {
        writerLock.lock();
        try {
            migration.run(SqliteFiles.writing(file));
        } finally {
            writerLock.unlock();
        }
    }

    @Override
    public Optional<String> problem() {
        Path folder = file.getParent();
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.of("The data store " + file + " is gone: stop Beffroi and restore it from a backup.");
            }
            if (!Files.isWritable(file) || !Files.isWritable(folder)) {
                return Optional.of(
                        "The data store " + file
                                + " can't be written: give the user that runs Beffroi the right to write this file and its folder.");
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                return Optional.of("The disk that holds " + file + " is nearly full (" + (free >> 10)
                        + " KiB left): free some space.");
            }
        } catch (IOException e) {
            return Optional.of("The disk that holds " + file + " can't be asked for its free space: " + e.getMessage()
                    + ". See whether it is mounted.");
        }
        try (Connection connection = reading();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM sqlite_master");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(failures.refusal(e)
                    .map(Refusal::getMessage)
                    .orElse("The data store " + file + " can't be read: " + e.getMessage()));
        }
    }

    @Override
    public void close() {
        readers.close();
        writerLock.lock();
        try {
            closeWriter();
        } finally {
            writerLock.unlock();
        }
    }

    private void closeWriter() {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            LOG.warn("The writing connection to {} didn't close: {}", file, e.getMessage());
        }
        writer = null;
    }
}
