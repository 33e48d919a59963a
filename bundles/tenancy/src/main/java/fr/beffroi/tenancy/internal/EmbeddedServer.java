package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The directory in this JVM's memory, with the standard schema, filled from the tables at each start. This room speaks to it
 * directly; programs of the communes reach it through {@link ProgramDoor}, if a port is given for that.
 */
final class EmbeddedServer implements LdapServer {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int MOST_CONNECTIONS = 100;
    private static final int LAST_PORT = 65_535;
    private static final int LONGEST_REQUEST_BYTES = 65_536;

    private final InMemoryDirectoryServer server;
    private final ProgramSight sight;
    /** Empty, with nothing but {@link ProgramDoor} before it. */
    private final Optional<InMemoryDirectoryServer> door;

    /**
     * @param port of the loopback interface where programs reach it; 0 for none
     * @throws IllegalArgumentException when that port can't be had, with a sentence that says what to do
     */
    EmbeddedServer(DN base, int iterations, int port) throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(base);
        config.setPasswordEncoders(new Pbkdf2Encoder(iterations));
        config.setMaxChangeLogEntries(0);
        server = new InMemoryDirectoryServer(config);
        sight = new ProgramSight(server, new LdapTree(server, base), server.getSchema());
        door = port == 0 ? Optional.empty() : Optional.of(open(base, iterations, port));
    }

    private InMemoryDirectoryServer open(DN base, int iterations, int port) throws LDAPException {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(unusable(port));
        }
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(base);
        config.setMaxChangeLogEntries(0);
        config.setMaxConnections(MOST_CONNECTIONS);
        config.setMaxMessageSizeBytes(LONGEST_REQUEST_BYTES);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("programs", HERE, port, null));
        config.addInMemoryOperationInterceptor(
                new ProgramDoor(this, sight, new LdapTree(server, base), server.getSchema(), iterations));
        InMemoryDirectoryServer made = new InMemoryDirectoryServer(config);
        try {
            made.startListening();
        } catch (LDAPException e) {
            throw new IllegalArgumentException(unusable(port), e);
        }
        return made;
    }

    private static String unusable(int port) {
        return "BEFFROI_LDAP_EMBEDDED_PORT is " + port
                + ", where the embedded directory can't listen: a free port from 1024 to " + LAST_PORT
                + " is expected, or 0 for none.";
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

    /** Without a connection: the rules by which {@link ProgramDoor} answers programs outside are asked here themselves. */
    @Override
    public <R> R readAs(DN entry, String password, Question<R> question) throws LDAPException {
        if (!accepts(entry, password)) {
            throw new LDAPException(ResultCode.INVALID_CREDENTIALS);
        }
        return question.ask(request -> {
            try {
                return sight.search(entry, request).entries();
            } catch (LDAPException e) {
                return LdapServer.nothingOrElse(e);
            }
        });
    }

    @Override
    public Optional<String> address() {
        return door.map(open -> "ldap://" + HERE.getHostAddress() + ":" + open.getListenPort());
    }

    @Override
    public String name() {
        return "The embedded directory";
    }

    @Override
    public void close() {
        door.ifPresent(open -> open.shutDown(true));
        server.shutDown(true);
    }
}
