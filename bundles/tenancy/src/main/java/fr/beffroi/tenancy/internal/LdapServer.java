package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
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

    /** Where programs of the communes reach it; empty when they can't. */
    Optional<String> address();

    /** How sentences name it: "The directory ldaps://…". */
    String name();

    @Override
    void close();
}
