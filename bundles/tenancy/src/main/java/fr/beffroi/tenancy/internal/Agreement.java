package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.journal.Journal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the directory into agreement with the tables. Safe for use by many threads: one change is made at a time, each from the
 * tables as they are by then, so that the last to write has the newest picture.
 */
final class Agreement {
    private static final Logger LOG = LoggerFactory.getLogger(Agreement.class);

    private final LdapServer server;
    private final LdapTree tree;
    private final Tables tables;
    private final Journal journal;
    private final Map<String, String> firstCredentials;
    private final int iterations;

    /** Up to which entry of the journal a branch is known to agree. */
    private final Map<Insee, Long> agreed = new HashMap<>();

    /** Whether the server was seen to accept a password hashed by us. */
    private boolean schemeKnown;

    Agreement(
            LdapServer server,
            LdapTree tree,
            Tables tables,
            Journal journal,
            Map<String, String> firstCredentials,
            int iterations) {
        this.server = server;
        this.tree = tree;
        this.tables = tables;
        this.journal = journal;
        this.firstCredentials = firstCredentials;
        this.iterations = iterations;
    }

    // One thing

    synchronized void openBranch(Insee tenant) throws LDAPException {
        putBranch(presentOrLeaving(tenant), List.of());
    }

    synchronized void openGroup(Insee tenant, String service) throws LDAPException {
        putBranch(presentOrLeaving(tenant), List.of(service));
    }

    private Residence presentOrLeaving(Insee tenant) {
        return residence(tenant)
                .filter(found -> found.state() != Residence.State.LEFT)
                .orElseThrow(() ->
                        new Refusal(Reason.NOT_FOUND, "There is no commune " + tenant + " here, or it has left."));
    }

    synchronized void closeGroup(Insee tenant, String service) throws LDAPException {
        tree.deleteGroup(tenant, service);
    }

    /** The password is the one that makes the entry; asked again with the same one, nothing changes. */
    void openProgram(Insee tenant, String credential, String password) throws LDAPException {
        openProgram(tenant, credential, password, iterations);
    }

    /** @param rounds of the hash, for a password that isn't people's */
    void openProgram(Insee tenant, String credential, String password, int rounds) throws LDAPException {
        // Both slow, so outside the one change at a time.
        if (!server.accepts(tree.program(tenant, credential), password)) {
            putProgram(tenant, credential, PasswordHash.of(password, rounds));
        }
    }

    private synchronized void putProgram(Insee tenant, String credential, String hash) throws LDAPException {
        if (!tree.hasBranch(tenant)) {
            openBranch(tenant);
        }
        tree.putProgram(tenant, credential, hash);
    }

    synchronized void closeProgram(Insee tenant, String credential) throws LDAPException {
        tree.deleteProgram(tenant, credential);
    }

    /** A platform gets its entry with its first password, and loses it when it is withdrawn. */
    synchronized void agreeOnPlatform(String name) throws LDAPException {
        Optional<String> hash = tables.read(sql -> tables.platform(sql, name)).flatMap(StoredPlatform::password);
        if (hash.isPresent()) {
            tree.putAdministrator(tree.platform(name), hash.get());
        } else {
            tree.deleteAdministrator(tree.platform(name));
        }
    }

    synchronized void closeBranch(Insee tenant) throws LDAPException {
        tree.deleteBranch(tenant);
    }

    // One commune

    /** Like {@link #agree}, unless that has been done since this entry: many decisions about a commune's people are one change here. */
    synchronized void agreeUpTo(Insee tenant, long entry) throws LDAPException {
        if (agreed.getOrDefault(tenant, 0L) < entry) {
            agree(tenant);
        }
    }

    /** Makes a commune's branch what the tables say. */
    synchronized void agree(Insee tenant) throws LDAPException {
        long known = journal.head();
        Optional<Residence> residence = residence(tenant);
        if (residence.isEmpty()) {
            return;
        }
        switch (residence.get().state()) {
            case RESIDENT -> putBranch(residence.get(), List.of());
            case LEAVING -> {
                // A branch that was closed on the way out is not opened again.
                if (tree.hasBranch(tenant)) {
                    putBranch(residence.get(), List.of());
                }
            }
            case LEFT -> tree.deleteBranch(tenant);
        }
        agreed.put(tenant, known);
    }

    private Optional<Residence> residence(Insee tenant) {
        return tables.read(sql -> tables.commune(sql, tenant));
    }

    private void putBranch(Residence residence, List<String> services) throws LDAPException {
        Insee tenant = residence.commune().insee();
        tree.putBranch(residence.commune(), tables.read(sql -> tables.accounts(sql, tenant)), services);
    }

    // Everything

    /**
     * Everything: what a directory needs that is empty, or that was out of reach for a while. The programs that have an entry keep
     * it; which ones should, this room doesn't know.
     */
    synchronized void agreeOnAll() throws LDAPException {
        tree.plant();
        for (Map.Entry<String, String> credential : firstCredentials.entrySet()) {
            agreeOnAdministrator(credential.getKey(), credential.getValue());
        }
        for (StoredPlatform stored : tables.read(tables::platforms)) {
            agreeOnPlatform(stored.platform().name());
        }
        for (String withdrawn : tables.read(tables::withdrawnPlatforms)) {
            agreeOnPlatform(withdrawn);
        }
        List<Residence> residences = tables.read(tables::communes);
        for (Residence residence : residences) {
            Insee tenant = residence.commune().insee();
            if (residence.state() == Residence.State.LEFT) {
                tree.deleteBranch(tenant);
                continue;
            }
            putBranch(residence, tables.read(sql -> tables.groups(sql, tenant)));
        }
        warnOfStrangers(residences);
    }

    private void agreeOnAdministrator(String login, String password) throws LDAPException {
        DN entry = tree.administrator(login);
        // Another node may have put it there; its hash then is as good as ours.
        if (server.accepts(entry, password)) {
            return;
        }
        tree.putAdministrator(entry, PasswordHash.of(password, iterations));
        // Asked once: a server that doesn't know the scheme could take the hash itself for the password.
        schemeKnown = schemeKnown || server.accepts(entry, password);
        if (!schemeKnown) {
            throw new LDAPException(
                    ResultCode.AUTH_METHOD_NOT_SUPPORTED,
                    "it does not understand passwords hashed as " + PasswordHash.SCHEME
                            + "; on OpenLDAP, load the module pw-pbkdf2");
        }
    }

    /** Not ours to delete: perhaps another house's, whose base is this one by mistake. */
    private void warnOfStrangers(List<Residence> residences) throws LDAPException {
        List<String> known = residences.stream()
                .map(residence -> residence.commune().insee().code())
                .toList();
        for (String branch : tree.branches()) {
            if (!known.contains(branch)) {
                LOG.warn(
                        "{} has a branch for {}, which is no commune of this house. Is its base used by two of them?",
                        server.name(),
                        branch);
            }
        }
    }
}
