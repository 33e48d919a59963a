package fr.beffroi.store.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Tells the failures of a data store that somebody can act on from bugs in our SQL: the one table of error codes. */
final class Failures {
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_NOTADB = 26;

    private final Dialect dialect;
    private final String place;

    /** @param place the file or the address of the data store, without secrets, as the sentences name it */
    Failures(Dialect dialect, String place) {
        this.dialect = dialect;
        this.place = place;
    }

    /** The refusal that a failure stands for; empty when it is something else, most likely a bug. */
    Optional<Refusal> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                Optional<Refusal> refusal = dialect == Dialect.SQLITE ? sqlite(sql) : postgresql(sql);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return Optional.empty();
    }

    /** The failure itself, or the refusal that it stands for. */
    RuntimeException translated(RuntimeException failure) {
        if (failure instanceof Refusal) {
            return failure;
        }
        return refusal(failure).<RuntimeException>map(refusal -> refusal).orElse(failure);
    }

    private Optional<Refusal> sqlite(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case SQLITE_FULL ->
                refuse(
                        Reason.STORAGE_FULL,
                        "The disk that holds " + place
                                + " is full, nothing was changed: free some space, then try again.",
                        failure);
            case SQLITE_READONLY, SQLITE_CANTOPEN ->
                refuse(
                        Reason.STORAGE_FULL,
                        "The data store " + place
                                + " can't be written, nothing was changed: give the user that runs Beffroi"
                                + " the right to write this file and its folder, then try again.",
                        failure);
            case SQLITE_IOERR ->
                refuse(
                        Reason.STORAGE_FULL,
                        "The disk that holds " + place
                                + " failed, nothing was changed: see whether it is full or broken,"
                                + " then try again.",
                        failure);
            case SQLITE_BUSY ->
                refuse(
                        Reason.UNAVAILABLE,
                        "Another program holds the data store " + place
                                + ", nothing was changed: end it, or try again later.",
                        failure);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                refuse(
                        Reason.UNAVAILABLE,
                        "The data store " + place
                                + " is damaged or is no data store at all: stop Beffroi, keep the file,"
                                + " and restore it from a backup.",
                        failure);
            default -> unreachable(failure);
        };
    }

    private Optional<Refusal> postgresql(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.equals("53100")) {
            return refuse(
                    Reason.STORAGE_FULL,
                    "The disk of PostgreSQL at " + place
                            + " is full, nothing was changed: free some space there, then try again.",
                    failure);
        }
        if (state.equals("28P01") || state.equals("28000")) {
            return refuse(
                    Reason.UNAVAILABLE,
                    "PostgreSQL at " + place
                            + " refuses the log-in: see the settings url, user and password of fr.beffroi.store.",
                    failure);
        }
        if (state.equals("3D000")) {
            return refuse(
                    Reason.UNAVAILABLE,
                    "PostgreSQL answers, but there is no database at " + place
                            + ": make it (createdb), or see the setting url of fr.beffroi.store.",
                    failure);
        }
        if (state.equals("55P03")) {
            return refuse(
                    Reason.UNAVAILABLE,
                    "Something in PostgreSQL at " + place
                            + " is held by another connection, nothing was changed: try again later.",
                    failure);
        }
        if (state.equals("40P01") || state.equals("40001")) {
            return refuse(
                    Reason.UNAVAILABLE,
                    "Two changes were in each other's way in PostgreSQL at " + place
                            + ", nothing was changed by this one: try again.",
                    failure);
        }
        if (state.equals("08006") || state.equals("08007")) {
            // Perhaps between the commit and the answer.
            return refuse(
                    Reason.UNAVAILABLE,
                    "The connection to the data store " + place
                            + " broke before the answer came, so what was asked was done as a whole or not at all:"
                            + " see whether it runs, and ask again.",
                    failure);
        }
        boolean gone = state.startsWith("08") || state.startsWith("57P0") || state.equals("25P03");
        boolean overloaded = state.equals("53200") || state.equals("53300") || state.equals("58030");
        return gone || overloaded ? refuse(Reason.UNAVAILABLE, silent(), failure) : unreachable(failure);
    }

    /** The pool waited for a connection and got none. */
    private Optional<Refusal> unreachable(SQLException failure) {
        return failure instanceof SQLTransientConnectionException
                ? refuse(Reason.UNAVAILABLE, silent(), failure)
                : Optional.empty();
    }

    private String silent() {
        return "The data store " + place
                + " doesn't answer, nothing was changed: see whether it runs and has connections left, then try again.";
    }

    private static Optional<Refusal> refuse(Reason reason, String sentence, SQLException cause) {
        return Optional.of(new Refusal(reason, sentence, cause));
    }
}
