package fr.beffroi.store.internal;

import fr.beffroi.store.Store.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Where {@link SqlStore} gets its connections from: what differs between the two data stores, and nothing else. */
interface Connections extends AutoCloseable {

    Dialect dialect();

    /** Where the data is, without secrets. */
    String place();

    Failures failures();

    /** A connection for one transaction that only reads and sees one state; closing it gives it back. */
    Connection reading() throws SQLException;

    /**
     * A connection for one transaction of changes; closing it gives it back.
     *
     * @throws IllegalStateException when the thread already has one, where this would wait for itself
     */
    Connection writing() throws SQLException;

    /** Connections for the migration library, which manages its own transactions; nobody else writes meanwhile. */
    void migrating(Migration migration);

    /** What keeps the data store from serving, in a sentence; answers within about two seconds. */
    Optional<String> problem();

    @Override
    void close();

    /** Work on connections of its own. */
    interface Migration {
        void run(DataSource connections);
    }
}
