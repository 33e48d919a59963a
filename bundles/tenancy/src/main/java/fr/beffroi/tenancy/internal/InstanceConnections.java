package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import fr.beffroi.tenancy.internal.LdapServer.Question;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * The connections by which instances read an outer directory: few for all of them, opened when they are needed, apart from the house's
 * own, so that instances can't keep log-ins waiting. Whoever takes one logs in on it first, each time: a thousand instances cost no
 * connection while they don't ask, a password that was changed or an entry that was closed counts at once, and after a restart of the
 * server there is nothing to be made good. Safe for use by many threads.
 */
final class InstanceConnections {
    private static final int MOST = 8;
    private static final long PATIENCE_SECONDS = 5;

    private final LDAPConnectionPool pool;
    private final Semaphore free = new Semaphore(MOST, true);

    InstanceConnections(LDAPURL address, SocketFactory sockets, LDAPConnectionOptions ofTheHouse) throws LDAPException {
        LDAPConnectionOptions options = ofTheHouse.duplicate();
        // Whoever asks reads the answer. Otherwise each connection has a thread, which an instance would have started.
        options.setUseSynchronousMode(true);
        SingleServerSet server = new SingleServerSet(address.getHost(), address.getPort(), sockets, options);
        pool = new LDAPConnectionPool(server, null, 0, MOST);
        pool.setConnectionPoolName("beffroi-instances");
    }

    /** As {@link LdapServer#readAs}. */
    <R> R readAs(DN entry, String password, Question<R> question) throws LDAPException {
        if (!isFreeInTime()) {
            throw new LDAPException(ResultCode.BUSY, "All connections for instances are in use.");
        }
        // What is opened here, down to the library's own short-lived threads, is the house's and not the instance's.
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(InstanceConnections.class.getClassLoader());
        try {
            return ask(entry, password, question);
        } finally {
            thread.setContextClassLoader(callers);
            free.release();
        }
    }

    private boolean isFreeInTime() {
        try {
            return free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <R> R ask(DN entry, String password, Question<R> question) throws LDAPException {
        LDAPConnection connection = loggedIn(entry, password);
        boolean whole = false;
        try {
            R answer = question.ask(request -> search(connection, request));
            whole = true;
            return answer;
        } finally {
            if (whole) {
                pool.releaseConnection(connection);
            } else {
                // The rest of an answer must not reach the next one.
                pool.discardConnection(connection);
            }
        }
    }

    private LDAPConnection loggedIn(DN entry, String password) throws LDAPException {
        LDAPConnection connection = pool.getConnection();
        SimpleBindRequest logIn = new SimpleBindRequest(entry, password);
        try {
            try {
                connection.bind(logIn);
            } catch (LDAPException e) {
                if (e.getResultCode().isConnectionUsable()) {
                    throw e;
                }
                // It was cut while nobody used it, as by a restart of the server.
                connection = pool.replaceDefunctConnection(connection);
                connection.bind(logIn);
            }
            return connection;
        } catch (LDAPException e) {
            if (!ExternalServer.REFUSED.contains(e.getResultCode())) {
                pool.discardConnection(connection);
                throw e;
            }
            // A log-in that fails leaves nobody logged in (RFC 4513, 4).
            pool.releaseConnection(connection);
            throw new LDAPException(ResultCode.INVALID_CREDENTIALS, e.getMessage(), e);
        }
    }

    private static List<? extends Entry> search(LDAPConnection connection, SearchRequest request) throws LDAPException {
        try {
            return connection.search(request).getSearchEntries();
        } catch (LDAPSearchException e) {
            return e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)
                    ? e.getSearchEntries()
                    : LdapServer.nothingOrElse(e);
        }
    }

    void close() {
        pool.close();
    }
}
