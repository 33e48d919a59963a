package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.GetEntryLDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory outside, such as OpenLDAP, behind a pool of connections. None of them is opened until it is needed, so that a house
 * whose directory is down starts, says so, and goes on by itself when the directory is back.
 */
final class ExternalServer implements LdapServer {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalServer.class);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int CONNECTIONS = 8;

    /** Nobody, or not the password: 49, and what servers say that tell the two apart. */
    static final Set<ResultCode> REFUSED =
            Set.of(ResultCode.INVALID_CREDENTIALS, ResultCode.NO_SUCH_OBJECT, ResultCode.INAPPROPRIATE_AUTHENTICATION);

    private final String url;
    private final LDAPConnectionPool pool;
    private final InstanceConnections instances;

    /** @throws IllegalArgumentException when the settings are wrong, with a sentence that says what to do */
    ExternalServer(String url, String bindDn, String password) throws LDAPException {
        this.url = url;
        LDAPURL address = parse("BEFFROI_LDAP_URL", url);
        if (bindDn.isBlank() || password.isEmpty()) {
            throw new IllegalArgumentException(
                    "BEFFROI_LDAP_URL is set, so BEFFROI_LDAP_BIND_DN and BEFFROI_LDAP_PASSWORD_FILE (or"
                            + " BEFFROI_LDAP_PASSWORD) are needed too: the entry that may write to the directory, and its password.");
        }
        boolean tls = address.getScheme().equals("ldaps");
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLIS);
        options.setResponseTimeoutMillis(ANSWER_MILLIS);
        options.setAbandonOnTimeout(true);
        if (tls) {
            options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        } else {
            warnUnlessLocal(address.getHost());
        }
        SocketFactory sockets = tls ? SSLSocketFactory.getDefault() : SocketFactory.getDefault();
        instances = new InstanceConnections(address, sockets, options);
        pool = new LDAPConnectionPool(
                new SingleServerSet(address.getHost(), address.getPort(), sockets, options),
                new SimpleBindRequest(bindDn, password),
                0,
                CONNECTIONS);
        pool.setConnectionPoolName("beffroi");
        pool.setRetryFailedOperationsDueToInvalidConnections(true);
        pool.setHealthCheck(
                new GetEntryLDAPConnectionPoolHealthCheck("", ANSWER_MILLIS, false, false, false, true, false));
    }

    @Override
    public LDAPInterface house() {
        return pool;
    }

    @Override
    public boolean accepts(DN entry, String password) throws LDAPException {
        // Fails here when the directory is down or refuses the house itself: that says nothing about this entry's
        // password.
        LDAPConnection connection = pool.getConnection();
        SimpleBindRequest bind = new SimpleBindRequest(entry, password);
        try {
            try {
                connection.bind(bind);
            } catch (LDAPException e) {
                if (e.getResultCode().isConnectionUsable()) {
                    throw e;
                }
                connection = pool.replaceDefunctConnection(connection);
                connection.bind(bind);
            }
            pool.releaseAndReAuthenticateConnection(connection);
            return true;
        } catch (LDAPException e) {
            pool.releaseAndReAuthenticateConnection(connection);
            if (REFUSED.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public <R> R readAs(DN entry, String password, Question<R> question) throws LDAPException {
        return instances.readAs(entry, password, question);
    }

    @Override
    public Optional<String> address() {
        return Optional.of(url);
    }

    @Override
    public String name() {
        return "The directory " + url;
    }

    @Override
    public void close() {
        instances.close();
        pool.close();
    }

    /** @throws IllegalArgumentException when the setting isn't the address of a directory, with a sentence that says so */
    static LDAPURL parse(String setting, String url) {
        try {
            LDAPURL address = new LDAPURL(url);
            if (address.getHost() != null
                    && (address.getScheme().equals("ldap")
                            || address.getScheme().equals("ldaps"))) {
                return address;
            }
        } catch (LDAPException e) {
            // Said below.
        }
        throw new IllegalArgumentException(setting + " is \"" + url
                + "\", which is not the address of a directory: one such as ldaps://ldap.example.org:636 is expected.");
    }

    private void warnUnlessLocal(String host) {
        try {
            if (InetAddress.getByName(host).isLoopbackAddress()) {
                return;
            }
        } catch (UnknownHostException e) {
            // Then it is not this machine either.
        }
        LOG.warn("Passwords travel to {} in clear. Use an ldaps:// address.", url);
    }
}
