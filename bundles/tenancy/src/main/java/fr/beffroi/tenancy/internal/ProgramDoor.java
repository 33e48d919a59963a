package fr.beffroi.tenancy.internal;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.SearchEntryParer;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedCompareRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedDeleteRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedExtendedRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyDNRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSASLBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyCompareRequest;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.util.StaticUtils;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The way into the embedded directory for programs of the communes, by LDAP: a program that has logged in reads the people and the
 * groups of its own commune, without passwords; people may log in, to have their password checked, and then see nothing; nobody
 * writes. The rules are those of {@code ops/openldap/slapd.conf}.
 *
 * <p>It stands before an empty server of its own: what isn't answered here finds nothing there.
 */
final class ProgramDoor extends InMemoryOperationInterceptor {
    private final EmbeddedServer directory;
    private final ProgramSight sight;
    private final LdapTree tree;
    private final Schema schema;
    private final String nobody;

    /** Who has logged in, by connection: each has a thread of its own, and is forgotten with it. */
    private final Map<Thread, DN> callers = Collections.synchronizedMap(new WeakHashMap<>());

    ProgramDoor(EmbeddedServer directory, ProgramSight sight, LdapTree tree, Schema schema, int iterations) {
        this.directory = directory;
        this.sight = sight;
        this.tree = tree;
        this.schema = schema;
        this.nobody = PasswordHash.ofNothing(iterations);
    }

    // Logging in

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest asked) throws LDAPException {
        // A log-in that fails leaves nobody logged in (RFC 4513, 4).
        callers.remove(Thread.currentThread());
        SimpleBindRequest request = asked.getRequest();
        requireNoControls(request.getControls());
        DN entry = new DN(request.getBindDN());
        ASN1OctetString password = request.getPassword();
        if (password.getValueLength() > 0) {
            check(entry, password.stringValue());
            callers.put(Thread.currentThread(), entry);
        } else if (!entry.isNullDN()) {
            // A name without a password would seem to have logged in (RFC 4513, 5.1.2).
            throw new LDAPException(ResultCode.UNWILLING_TO_PERFORM, "A password is needed.");
        }
        // To the server behind it is nobody who logs in; that succeeds.
        asked.setRequest(new SimpleBindRequest("", ""));
    }

    private void check(DN entry, String password) throws LDAPException {
        if (!tree.isOfACommune(entry) || !sight.stands(entry)) {
            // Takes as long as a wrong password, so that nobody learns which names there are.
            PasswordHash.matches(password, nobody);
            throw new LDAPException(ResultCode.INVALID_CREDENTIALS);
        }
        if (!directory.accepts(entry, password)) {
            throw new LDAPException(ResultCode.INVALID_CREDENTIALS);
        }
    }

    @Override
    public void processSASLBindRequest(InMemoryInterceptedSASLBindRequest asked) throws LDAPException {
        callers.remove(Thread.currentThread());
        throw new LDAPException(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "Log in with a name and a password.");
    }

    // Reading

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest asked) throws LDAPException {
        ReadOnlySearchRequest request = asked.getRequest();
        requireNoControls(request.getControls());
        ProgramSight.Found found = sight.search(caller(), request);
        SearchEntryParer chosen = new SearchEntryParer(request.getAttributeList(), schema);
        for (Entry entry : found.entries()) {
            Entry asAsked = chosen.pareEntry(entry);
            asked.sendSearchEntry(request.typesOnly() ? withoutValues(asAsked) : asAsked);
        }
        if (found.cut()) {
            throw new LDAPException(ResultCode.SIZE_LIMIT_EXCEEDED);
        }
        // All has been said: the server behind is asked for what doesn't match itself.
        Filter nothing = Filter.createNOTFilter(Filter.createPresenceFilter("objectClass"));
        asked.setRequest(new SearchRequest("", SearchScope.BASE, nothing));
    }

    @Override
    public void processCompareRequest(InMemoryInterceptedCompareRequest asked) throws LDAPException {
        ReadOnlyCompareRequest request = asked.getRequest();
        requireNoControls(request.getControls());
        Entry entry = sight.entry(caller(), new DN(request.getDN()));
        if (!entry.hasAttribute(request.getAttributeName(), schema)) {
            throw new LDAPException(ResultCode.NO_SUCH_ATTRIBUTE);
        }
        boolean equal = Filter.createEqualityFilter(
                        request.getAttributeName(),
                        request.getRawAssertionValue().getValue())
                .matchesEntry(entry, schema);
        throw new LDAPException(equal ? ResultCode.COMPARE_TRUE : ResultCode.COMPARE_FALSE);
    }

    /** Null when nobody has logged in. */
    private DN caller() {
        return callers.get(Thread.currentThread());
    }

    private static Entry withoutValues(Entry entry) {
        List<Attribute> names = entry.getAttributes().stream()
                .map(attribute -> new Attribute(attribute.getName(), StaticUtils.NO_STRINGS))
                .toList();
        return new Entry(entry.getDN(), names);
    }

    private static void requireNoControls(Control... controls) throws LDAPException {
        for (Control control : controls) {
            if (control.isCritical()) {
                throw new LDAPException(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "This directory knows no controls.");
            }
        }
    }

    // Everything else is refused

    @Override
    public void processAddRequest(InMemoryInterceptedAddRequest asked) throws LDAPException {
        throw readOnly();
    }

    @Override
    public void processDeleteRequest(InMemoryInterceptedDeleteRequest asked) throws LDAPException {
        throw readOnly();
    }

    @Override
    public void processModifyRequest(InMemoryInterceptedModifyRequest asked) throws LDAPException {
        throw readOnly();
    }

    @Override
    public void processModifyDNRequest(InMemoryInterceptedModifyDNRequest asked) throws LDAPException {
        throw readOnly();
    }

    private static LDAPException readOnly() {
        return new LDAPException(
                ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "Nobody writes to this directory from outside.");
    }

    @Override
    public void processExtendedRequest(InMemoryInterceptedExtendedRequest asked) throws LDAPException {
        // What a server doesn't know is a protocol error to it (RFC 4511, 4.12).
        throw new LDAPException(ResultCode.PROTOCOL_ERROR, "This directory knows no extended requests.");
    }
}
