package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The layout of the directory, and its one way of changing: whatever is written down here is brought into agreement, so that each
 * call can be repeated.
 *
 * <pre>
 * base
 * ├── ou=communes
 * │   └── ou=30189             organizationalUnit, description: the commune's name
 * │       ├── ou=people        inetOrgPerson each, uid; employeeNumber: id of the account; employeeType: its role
 * │       ├── ou=groups        groupOfNames each, cn: the service
 * │       └── ou=programs      account each, uid: the credential, or instance-<service>; they read people and groups of this branch
 * ├── ou=staff                 ops, auditor
 * └── ou=platforms             platform, and the declared ones
 * </pre>
 *
 * Those who administer stand in branches of their own, apart from the communes' people (SecNumCloud 3.2, 9.6.a). A {@code
 * groupOfNames} needs at least one member (RFC 4519, 3.5): the commune's own branch is always one, so a group can be empty of people.
 */
final class LdapTree {
    /** LDAP's way to ask for no attributes at all (RFC 4511, 4.5.1.8). */
    private static final String NO_ATTRIBUTES = "1.1";

    /** Of a commune's branch, what the tables have; the programs aren't among it. */
    private static final Filter OF_BRANCHES = Filter.createORFilter(
            Filter.createEqualityFilter("objectClass", "organizationalUnit"),
            Filter.createEqualityFilter("objectClass", "inetOrgPerson"),
            Filter.createEqualityFilter("objectClass", "groupOfNames"));

    private final LDAPInterface ldap;
    private final DN base;
    private final DN communes;

    LdapTree(LDAPInterface ldap, DN base) {
        this.ldap = ldap;
        this.base = base;
        this.communes = child("ou", "communes", base);
    }

    /** The entries that everything else stands under. */
    void plant() throws LDAPException {
        if (ldap.getEntry(base.toString(), NO_ATTRIBUTES) == null) {
            ldap.add(baseEntry());
        }
        agree(unit(communes));
        agree(unit(child("ou", "staff", base)));
        agree(unit(child("ou", "platforms", base)));
    }

    /** Whether the base can be read: asks the server something small. */
    boolean stands() throws LDAPException {
        return ldap.getEntry(base.toString(), NO_ATTRIBUTES) != null;
    }

    /** Where operations, the auditor or the first platform stand. */
    DN administrator(String login) {
        return login.equals(Logins.FIRST_PLATFORM) ? platform(login) : child("uid", login, child("ou", "staff", base));
    }

    DN platform(String name) {
        return child("uid", name, child("ou", "platforms", base));
    }

    DN person(Insee tenant, String uid) {
        return child("uid", uid, people(tenant));
    }

    /** An entry for operations, the auditor or a platform. */
    void putAdministrator(DN name, String passwordHash) throws LDAPException {
        agree(accountEntry(name, passwordHash));
    }

    void deleteAdministrator(DN name) throws LDAPException {
        delete(name);
    }

    /**
     * The commune's branch with exactly these people. They are the members of the groups, of those that stand and of the named ones,
     * which stand from now on. The programs stay as they are.
     *
     * <p>One search whatever the branch holds: an order waits for it.
     */
    void putBranch(Commune commune, List<StoredAccount> accounts, Collection<String> services) throws LDAPException {
        Insee tenant = commune.insee();
        Map<DN, SearchResultEntry> present = new HashMap<>();
        for (SearchResultEntry entry : search(branch(tenant), SearchScope.SUB, OF_BRANCHES, "*")) {
            present.put(entry.getParsedDN(), entry);
        }
        Entry branch = unit(branch(tenant));
        branch.addAttribute("description", commune.name());
        List<Entry> wanted = new ArrayList<>(List.of(branch, unit(people(tenant)), unit(groupsOf(tenant))));
        List<DN> people = new ArrayList<>();
        for (StoredAccount account : accounts) {
            wanted.add(personEntry(account));
            people.add(person(tenant, account.account().uid()));
        }
        Set<DN> groups = new LinkedHashSet<>();
        services.forEach(service -> groups.add(group(tenant, service)));
        for (SearchResultEntry entry : present.values()) {
            DN name = entry.getParsedDN();
            if (entry.hasObjectClass("groupOfNames") && groupsOf(tenant).equals(name.getParent())) {
                groups.add(name);
            }
        }
        groups.forEach(group -> wanted.add(groupEntry(group, branch(tenant), people)));
        for (SearchResultEntry entry : present.values()) {
            DN name = entry.getParsedDN();
            boolean isPerson =
                    entry.hasObjectClass("inetOrgPerson") && people(tenant).equals(name.getParent());
            if (isPerson && !people.contains(name)) {
                delete(name);
            }
        }
        for (Entry entry : wanted) {
            agree(entry, present.get(entry.getParsedDN()));
        }
    }

    private static Entry groupEntry(DN name, DN branch, List<DN> people) {
        Entry group = new Entry(name);
        group.addAttribute("objectClass", "top", "groupOfNames");
        List<String> members = new ArrayList<>();
        members.add(branch.toString());
        people.forEach(person -> members.add(person.toString()));
        group.addAttribute("member", members);
        return group;
    }

    void deleteGroup(Insee tenant, String service) throws LDAPException {
        delete(group(tenant, service));
    }

    /** The services that have a group, by name. */
    List<String> groups(Insee tenant) throws LDAPException {
        return list(groupsOf(tenant), "groupOfNames", "cn").stream()
                .map(group -> group.getAttributeValue("cn"))
                .sorted()
                .toList();
    }

    /** How many people are in that group; the commune's branch, which is always in it, is none. */
    OptionalInt members(Insee tenant, String service) throws LDAPException {
        Entry group = ldap.getEntry(group(tenant, service).toString(), "member");
        if (group == null) {
            return OptionalInt.empty();
        }
        String[] members = group.getAttributeValues("member");
        return OptionalInt.of(members == null ? 0 : members.length - 1);
    }

    DN program(Insee tenant, String credential) {
        return child("uid", credential, programsOf(tenant));
    }

    /** The branch that the entry of a program belongs to; empty when the name can't be a program's. */
    Optional<DN> branchOfProgram(DN entry) {
        DN programs = entry.getParent();
        DN branch = programs == null ? null : programs.getParent();
        boolean isOne = branch != null
                && communes.equals(branch.getParent())
                && programs.getRDN().equals(new RDN("ou", "programs"));
        return isOne ? Optional.of(branch) : Optional.empty();
    }

    /** Whether a program may see this entry of its branch: people and groups, but not the other programs. */
    boolean isOpenToPrograms(DN entry, DN branch) throws LDAPException {
        return entry.isDescendantOf(branch, true) && !entry.isDescendantOf(child("ou", "programs", branch), true);
    }

    /** Whether the entry is one of the communes', not of those who administer. */
    boolean isOfACommune(DN entry) throws LDAPException {
        return entry.isDescendantOf(communes, false);
    }

    void putProgram(Insee tenant, String credential, String passwordHash) throws LDAPException {
        agree(unit(programsOf(tenant)));
        agree(accountEntry(program(tenant, credential), passwordHash));
    }

    void deleteProgram(Insee tenant, String credential) throws LDAPException {
        delete(program(tenant, credential));
    }

    /** The programs that have an entry, by credential. */
    List<String> programs(Insee tenant) throws LDAPException {
        return list(programsOf(tenant), "account", "uid").stream()
                .map(program -> program.getAttributeValue("uid"))
                .sorted()
                .toList();
    }

    boolean hasBranch(Insee tenant) throws LDAPException {
        return ldap.getEntry(branch(tenant).toString(), NO_ATTRIBUTES) != null;
    }

    /** Deletes the branch, leaves first: OpenLDAP knows no deletion of a whole tree. */
    void deleteBranch(Insee tenant) throws LDAPException {
        List<SearchResultEntry> entries =
                new ArrayList<>(search(branch(tenant), SearchScope.SUB, Filter.createPresenceFilter("objectClass")));
        List<DN> names = new ArrayList<>();
        for (SearchResultEntry entry : entries) {
            names.add(entry.getParsedDN());
        }
        names.sort(Comparator.comparingInt((DN name) -> name.getRDNs().length).reversed());
        for (DN name : names) {
            delete(name);
        }
    }

    /** The INSEE codes that have a branch, known to the house or not. */
    List<String> branches() throws LDAPException {
        return list(communes, "organizationalUnit", "ou").stream()
                .map(branch -> branch.getAttributeValue("ou"))
                .sorted()
                .toList();
    }

    private Entry personEntry(StoredAccount stored) {
        Account account = stored.account();
        Entry entry = new Entry(person(account.tenant(), account.uid()));
        entry.addAttribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson");
        entry.addAttribute("cn", account.name());
        // The house doesn't know which part of a name is the family's, and the schema insists on one.
        entry.addAttribute("sn", account.name());
        entry.addAttribute("displayName", account.name());
        entry.addAttribute("mail", account.mail());
        entry.addAttribute("employeeNumber", account.id().toString());
        entry.addAttribute("employeeType", account.role().name().toLowerCase(Locale.ROOT));
        // No value at all takes a password away that should not be there.
        entry.addAttribute(
                new Attribute("userPassword", stored.password().stream().toList()));
        return entry;
    }

    private static Entry accountEntry(DN name, String passwordHash) {
        Entry entry = new Entry(name);
        entry.addAttribute("objectClass", "top", "account", "simpleSecurityObject");
        entry.addAttribute("description", "Beffroi: " + name.getRDN().getAttributeValues()[0]);
        entry.addAttribute("userPassword", passwordHash);
        return entry;
    }

    private Entry baseEntry() {
        Entry entry = new Entry(base);
        RDN name = base.getRDN();
        String attribute = name == null ? "" : name.getAttributeNames()[0].toLowerCase(Locale.ROOT);
        switch (attribute) {
            case "dc" -> {
                entry.addAttribute("objectClass", "top", "organization", "dcObject");
                entry.addAttribute("o", "Beffroi");
            }
            case "o" -> entry.addAttribute("objectClass", "top", "organization");
            case "ou" -> entry.addAttribute("objectClass", "top", "organizationalUnit");
            default ->
                throw new IllegalArgumentException("BEFFROI_LDAP_BASE_DN is \"" + base
                        + "\": a name that begins with dc=, o= or ou= is expected, such as dc=beffroi,dc=example.");
        }
        entry.addAttribute(name.getAttributeNames()[0], name.getAttributeValues()[0]);
        return entry;
    }

    private void agree(Entry wanted) throws LDAPException {
        agree(wanted, ldap.getEntry(wanted.getDN()));
    }

    /**
     * Makes one entry as wanted; attributes that aren't named stay as they are.
     *
     * @param seen the entry as it was a moment ago, null when there was none
     */
    private void agree(Entry wanted, SearchResultEntry seen) throws LDAPException {
        RDN name = wanted.getRDN();
        wanted.addAttribute(name.getAttributeNames()[0], name.getAttributeValues()[0]);
        SearchResultEntry present = seen;
        if (present == null) {
            try {
                ldap.add(withoutEmptyAttributes(wanted));
                return;
            } catch (LDAPException e) {
                // Another node of the house was quicker; below we agree on the content.
                if (!e.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
                    throw e;
                }
                present = ldap.getEntry(wanted.getDN());
            }
        }
        List<Modification> changes = new ArrayList<>();
        for (Attribute attribute : wanted.getAttributes()) {
            boolean ours = !attribute.getName().equals("objectClass")
                    && !attribute.getName().equalsIgnoreCase(name.getAttributeNames()[0]);
            if (ours && !sameValues(attribute, present == null ? null : present.getAttribute(attribute.getName()))) {
                changes.add(new Modification(ModificationType.REPLACE, attribute.getName(), attribute.getValues()));
            }
        }
        if (!changes.isEmpty()) {
            ldap.modify(wanted.getDN(), changes);
        }
    }

    /**
     * Compares byte for byte: to LDAP, "Elise" and "ELISE" would be the same name. Members are names of entries, though, which a server
     * may write in its own way.
     */
    private static boolean sameValues(Attribute wanted, Attribute present) throws LDAPException {
        List<String> now = present == null ? List.of() : List.of(present.getValues());
        List<String> then = List.of(wanted.getValues());
        return wanted.getName().equals("member")
                ? names(now).equals(names(then))
                : new HashSet<>(now).equals(new HashSet<>(then));
    }

    private static Set<DN> names(List<String> values) throws LDAPException {
        Set<DN> names = new HashSet<>();
        for (String value : values) {
            names.add(new DN(value));
        }
        return names;
    }

    private static Entry withoutEmptyAttributes(Entry entry) {
        List<Attribute> filled = entry.getAttributes().stream()
                .filter(attribute -> attribute.size() > 0)
                .toList();
        return new Entry(entry.getDN(), filled);
    }

    private void delete(DN name) throws LDAPException {
        try {
            ldap.delete(name.toString());
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                throw e;
            }
        }
    }

    private List<SearchResultEntry> list(DN parent, String objectClass, String... attributes) throws LDAPException {
        return search(parent, SearchScope.ONE, Filter.createEqualityFilter("objectClass", objectClass), attributes);
    }

    private List<SearchResultEntry> search(DN top, SearchScope scope, Filter filter, String... attributes)
            throws LDAPException {
        try {
            String[] wanted = attributes.length == 0 ? new String[] {NO_ATTRIBUTES} : attributes;
            return ldap.search(top.toString(), scope, filter, wanted).getSearchEntries();
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return List.of();
            }
            throw e;
        }
    }

    private static Entry unit(DN name) {
        Entry entry = new Entry(name);
        entry.addAttribute("objectClass", "top", "organizationalUnit");
        return entry;
    }

    DN branch(Insee tenant) {
        return child("ou", tenant.code(), communes);
    }

    DN people(Insee tenant) {
        return child("ou", "people", branch(tenant));
    }

    private DN groupsOf(Insee tenant) {
        return child("ou", "groups", branch(tenant));
    }

    private DN programsOf(Insee tenant) {
        return child("ou", "programs", branch(tenant));
    }

    DN group(Insee tenant, String service) {
        return child("cn", service, groupsOf(tenant));
    }

    private static DN child(String attribute, String value, DN parent) {
        return new DN(new RDN(attribute, value), parent);
    }
}
