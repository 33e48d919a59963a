package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.SearchResultEntry;

/**
 * The directory in this JVM's memory, with the standard schema, filled from the tables at each start. It listens on no port: only
 * this room speaks to it.
 */
final class EmbeddedServer implements LdapServer {
    private final InMemoryDirectoryServer server;

    EmbeddedServer(DN base, int iterations) throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(base);
        config.setPasswordEncoders(new Pbkdf2Encoder(iterations));
        config.setMaxChangeLogEntries(0);
        server = new InMemoryDirectoryServer(config);
    }

    @Override
    public LDAPInterface house() {
        return server;
    }

    /**
     * Compares with the entry's hash itself instead of binding, because the server would hold its one lock during the slow
     * derivation: every log-in would wait for every other.
     */
    @Override
    public boolean accepts(DN entry, String password) throws LDAPException {
        SearchResultEntry found = server.getEntry(entry.toString(), "userPassword");
        String hash = found == null ? null : found.getAttributeValue("userPassword");
        return hash != null && PasswordHash.matches(password, hash);
    }

    @Override
    public String name() {
        return "The embedded directory";
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
