package fr.beffroi.bench;

import com.unboundid.ldap.sdk.LDAPConnection;
import fr.beffroi.api.Insee;
import fr.beffroi.store.internal.PostgresTenantDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The limits for orders that take time: what they do in the directory and in the data store, in the same order, and nothing else. The
 * database of an instance is made by the house's own code.
 */
final class BareOrders {
    /** Of about the length of an entry of the journal. */
    private static final String ENTRY = "x".repeat(300);

    private final Postgresql postgresql;
    private final Slapd slapd;
    private final PostgresTenantDatabases databases;
    private final Commits commits;

    BareOrders(Postgresql postgresql, Slapd slapd, PostgresTenantDatabases databases, Commits commits) {
        this.postgresql = postgresql;
        this.slapd = slapd;
        this.databases = databases;
        this.commits = commits;
    }

    /** Once for each commune: all that an order asks of both servers, word for word. */
    Load.Figures same(int clients, Recorded recorded, List<String> communes) throws Exception {
        Postgresql.Database copy = postgresql.copy(recorded.before());
        Load.Figures figures = measure(clients, recorded, communes, () -> {
            Connection connection = copy.connect(SqlScript.UNTYPED);
            return new Asking(
                    number ->
                            recorded.database().part(number, recorded.orders()).play(connection),
                    connection);
        });
        postgresql.drop(copy);
        return figures;
    }

    private void playInstance(Recorded recorded, int number, String insee) throws SQLException {
        try (Connection own =
                databases.open(new Insee(insee), recorded.instance()).getConnection()) {
            recorded.instances().get(number).playInText(own);
        }
    }

    /**
     * Once for each commune: what an order asks of the directory, and transactions of one row.
     *
     * @param each how many
     */
    Load.Figures withCommits(int clients, Recorded recorded, int each, List<String> communes) throws Exception {
        return measure(clients, recorded, communes, () -> {
            Commits.Writer writer = commits.writer(ENTRY);
            return new Asking(
                    number -> {
                        for (int i = 0; i < each; i++) {
                            writer.commit();
                        }
                    },
                    writer);
        });
    }

    private Load.Figures measure(int clients, Recorded recorded, List<String> communes, Opening opening)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        return Load.untilDone(clients, client -> new Worker(slapd.connect(), opening.open(), recorded, communes, next));
    }

    private interface Opening {
        Asking open() throws Exception;
    }

    private interface Store {
        void order(int number) throws Exception;
    }

    /** What one thread asks of the data store, with its connection. */
    private record Asking(Store store, AutoCloseable connection) {}

    private final class Worker implements Load.Call, AutoCloseable {
        private final LDAPConnection directory;
        private final Asking asking;
        private final Recorded recorded;
        private final List<String> communes;
        private final AtomicInteger next;

        private Worker(
                LDAPConnection directory, Asking asking, Recorded recorded, List<String> communes, AtomicInteger next) {
            this.directory = directory;
            this.asking = asking;
            this.recorded = recorded;
            this.communes = communes;
            this.next = next;
        }

        @Override
        public boolean once() throws Exception {
            int number = next.getAndIncrement();
            if (number >= communes.size()) {
                return false;
            }
            String insee = communes.get(number);
            recorded.directory().play(directory, insee);
            if (!recorded.instance().isEmpty()) {
                databases.create(new Insee(insee), recorded.instance());
            }
            asking.store().order(number);
            return true;
        }

        @Override
        public void close() throws Exception {
            directory.close();
            asking.connection().close();
        }
    }
}
