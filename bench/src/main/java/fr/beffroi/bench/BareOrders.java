package fr.beffroi.bench;

import com.unboundid.ldap.sdk.LDAPConnection;
import fr.beffroi.api.Insee;
import fr.beffroi.store.internal.PostgresTenantDatabases;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The limit for orders that take time: what they do in the directory and in the data store, in the same order, and nothing else. The
 * database of an instance is made by the house's own code.
 */
final class BareOrders {
    /** Of about the length of an entry of the journal. */
    private static final String ENTRY = "x".repeat(300);

    private final Slapd slapd;
    private final PostgresTenantDatabases databases;
    private final Commits commits;

    /** @param commits stands for the journal, when that is to be counted in */
    BareOrders(Slapd slapd, PostgresTenantDatabases databases, Commits commits) {
        this.slapd = slapd;
        this.databases = databases;
        this.commits = commits;
    }

    /**
     * Once for each commune.
     *
     * @param script what each asks of the directory
     * @param service whose database is made; empty for none
     * @param commitsEach transactions of one row besides, for each commune
     */
    Load.Figures measure(int clients, LdapScript script, String service, int commitsEach, List<String> communes)
            throws Exception {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(communes);
        return Load.untilDone(
                clients,
                client -> new Worker(
                        slapd.connect(),
                        commitsEach > 0 ? commits.writer(ENTRY) : null,
                        left,
                        script,
                        service,
                        commitsEach));
    }

    private final class Worker implements Load.Call, AutoCloseable {
        private final LDAPConnection directory;
        private final Commits.Writer writer;
        private final ConcurrentLinkedQueue<String> left;
        private final LdapScript script;
        private final String service;
        private final int commitsEach;

        private Worker(
                LDAPConnection directory,
                Commits.Writer writer,
                ConcurrentLinkedQueue<String> left,
                LdapScript script,
                String service,
                int commitsEach) {
            this.directory = directory;
            this.writer = writer;
            this.left = left;
            this.script = script;
            this.service = service;
            this.commitsEach = commitsEach;
        }

        @Override
        public boolean once() throws Exception {
            String insee = left.poll();
            if (insee == null) {
                return false;
            }
            script.play(directory, insee);
            if (!service.isEmpty()) {
                databases.create(new Insee(insee), service);
            }
            for (int i = 0; i < commitsEach; i++) {
                writer.commit();
            }
            return true;
        }

        @Override
        public void close() throws Exception {
            directory.close();
            if (writer != null) {
                writer.close();
            }
        }
    }
}
