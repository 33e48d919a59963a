package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import java.util.List;
import java.util.Optional;

/** The server behind the directory: the embedded one or an outer one. Safe for use by many threads. */
interface LdapServer extends AutoCloseable {

    /** To read and write as the house itself. */
    LDAPInterface house();

    /**
     * Whether that entry exists and has that password.
     *
     * @param password not empty
     */
    boolean accepts(DN entry, String password) throws LDAPException;

    /**
     * Reads as that entry and not as the house, so that what may be seen is for the server to say.
     *
     * @param entry of a program
     * @throws LDAPException {@link ResultCode#INVALID_CREDENTIALS} when there is no such entry or it has another password
     */
    <R> R readAs(DN entry, String password, Question<R> question) throws LDAPException;

    /** What is asked by whoever has logged in. */
    @FunctionalInterface
    interface Question<R> {
        R ask(Sight sight) throws LDAPException;
    }

    /** What whoever has logged in may see. */
    @FunctionalInterface
    interface Sight {
        /** What the search finds, up to its limit; nothing where its base is out of sight. */
        List<? extends Entry> search(SearchRequest request) throws LDAPException;
    }

    /** A base that isn't to be seen has no entries. */
    static List<Entry> nothingOrElse(LDAPException e) throws LDAPException {
        if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
            return List.of();
        }
        throw e;
    }

    /** Where programs of the communes reach it; empty when they can't. */
    Optional<String> address();

    /** How sentences name it: "The directory ldaps://…". */
    String name();

    @Override
    void close();
}
