package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a program sees of the embedded directory: the people and the groups of its own commune, without passwords, as long as its own
 * entry stands. The rules are those of {@code ops/openldap/slapd.conf}. Both ways in hold to them: {@link ProgramDoor} for programs
 * outside, and the instances' own. Safe for use by many threads.
 */
final class ProgramSight {
    private static final String PASSWORD = "userPassword";

    private final LDAPInterface house;
    private final LdapTree tree;
    private final Schema schema;

    ProgramSight(LDAPInterface house, LdapTree tree, Schema schema) {
        this.house = house;
        this.tree = tree;
        this.schema = schema;
    }

    /**
     * What a search finds.
     *
     * @param entries whole, but without passwords; no more than the request's limit
     * @param cut whether there would be more
     */
    record Found(List<Entry> entries, boolean cut) {}

    /**
     * Searches for whoever has logged in.
     *
     * @param caller name of their entry; null for nobody
     * @throws LDAPException {@link ResultCode#NO_SUCH_OBJECT} when the base is out of their sight, also when it stands
     */
    Found search(DN caller, ReadOnlySearchRequest request) throws LDAPException {
        DN base = new DN(request.getBaseDN());
        DN branch = branchOf(caller);
        requireVisible(base, branch);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : visible(base, request.getScope(), branch)) {
            if (request.getFilter().matchesEntry(entry, schema)) {
                if (request.getSizeLimit() > 0 && entries.size() == request.getSizeLimit()) {
                    return new Found(entries, true);
                }
                entries.add(entry);
            }
        }
        return new Found(entries, false);
    }

    /** @throws LDAPException {@link ResultCode#NO_SUCH_OBJECT} when it is out of the caller's sight, also when it stands */
    Entry entry(DN caller, DN name) throws LDAPException {
        return requireVisible(name, branchOf(caller));
    }

    boolean stands(DN entry) throws LDAPException {
        return house.getEntry(entry.toString(), "1.1") != null;
    }

    /** The branch that the caller may read: there is one for a program whose entry still stands. */
    private DN branchOf(DN caller) throws LDAPException {
        Optional<DN> branch = caller != null && stands(caller) ? tree.branchOfProgram(caller) : Optional.empty();
        return branch.orElseThrow(() -> new LDAPException(ResultCode.NO_SUCH_OBJECT));
    }

    private Entry requireVisible(DN name, DN branch) throws LDAPException {
        List<Entry> found = tree.isOpenToPrograms(name, branch) ? visible(name, SearchScope.BASE, branch) : List.of();
        if (found.isEmpty()) {
            throw new LDAPException(ResultCode.NO_SUCH_OBJECT);
        }
        return found.get(0);
    }

    /** Entries as a program sees them. Passwords are taken off before a filter is tried, which could guess them otherwise. */
    private List<Entry> visible(DN base, SearchScope scope, DN branch) throws LDAPException {
        List<Entry> entries = new ArrayList<>();
        if (!stands(base)) {
            return entries;
        }
        for (SearchResultEntry found : house.search(
                        base.toString(), scope, Filter.createPresenceFilter("objectClass"), "*", "+")
                .getSearchEntries()) {
            if (tree.isOpenToPrograms(found.getParsedDN(), branch)) {
                Entry entry = found.duplicate();
                entry.removeAttribute(PASSWORD);
                entries.add(entry);
            }
        }
        return entries;
    }
}
