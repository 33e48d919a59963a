package fr.beffroi.store.internal;

import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sqlite.ExtendedCommand;
import org.sqlite.SQLiteErrorCode;

/**
 * What an instance may not ask of SQLite although SQLite would do it: the driver's own commands that copy files, pragmas that concern
 * every database of the process, and to wait for a lock longer than the house does, because nothing ends that wait. Attaching other files is forbidden by a limit of the connection, {@link
 * SqliteFiles#ofAnInstance}, and to grow without end by another that no pragma may lift.
 */
final class SqliteRules implements LentConnection.Rules {
    /** No way of writing SQL builds a name from parts, so a pragma is in the text as a whole. */
    private static final Pattern OF_THE_PROCESS = Pattern.compile("(soft|hard)_heap_limit|(temp|data)_store_directory");

    @Override
    public void check(String sql) throws SQLException {
        if (ExtendedCommand.parse(sql) != null) {
            throw refused("The commands \"backup\" and \"restore\" are not for instances: they reach other files.");
        }
        String lower = sql.toLowerCase(Locale.ROOT);
        if (lower.contains("pragma") && OF_THE_PROCESS.matcher(lower).find()) {
            throw refused("This pragma is not for instances: it concerns every database of the process.");
        }
        if (lower.contains("pragma") && lower.contains("max_page_count")) {
            throw refused("How far the file may grow is the house's to say.");
        }
        if (lower.contains("pragma") && lower.contains("busy_timeout")) {
            throw refused("The time that a lock is waited for is the same for all instances.");
        }
    }

    /** To the driver it is the time that a lock is waited for. */
    @Override
    public void checkQueryTimeout(int seconds) throws SQLException {
        if (seconds > 0) {
            throw refused(
                    "A query timeout is not for instances on SQLite: the driver takes it for the time that a lock is waited for.");
        }
    }

    /** The file may grow no further, or the disk is full. */
    @Override
    public SQLException told(SQLException failure) {
        return failure.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code
                ? new SQLException(failure.getMessage(), DatabaseSpace.FULL, failure)
                : failure;
    }

    private static SQLException refused(String sentence) {
        return new SQLException(sentence, "42501");
    }
}
