package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.KeyFile;
import fr.beffroi.tenancy.Directory;
import fr.beffroi.tenancy.internal.LdapServer.Question;

/**
 * The entries by which instances log in to the directory, beside those of programs outside. Their passwords are told to nobody: when the
 * key is lost or replaced, the entries get their new ones as they are opened again at the next start, so it needs no backup. Safe for
 * use by many threads.
 */
final class InstanceEntries {
    private final LdapServer server;
    private final LdapTree tree;
    private final Agreement agreement;
    private final KeyFile key;

    InstanceEntries(LdapServer server, LdapTree tree, Agreement agreement, KeyFile key) {
        this.server = server;
        this.tree = tree;
        this.agreement = agreement;
        this.key = key;
    }

    /** A password of 256 random bits can't be guessed, however quick it is to try one: one round is enough, and is asked often. */
    void open(Insee tenant, String service) throws LDAPException {
        agreement.openProgram(tenant, Directory.instance(service), password(entry(tenant, service)), 1);
    }

    /** @throws Refusal {@link Reason#FORBIDDEN} when the instance isn't let in */
    <R> R readAs(Insee tenant, String service, Question<R> question) throws LDAPException {
        DN entry = entry(tenant, service);
        try {
            return server.readAs(entry, password(entry), question);
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                throw new Refusal(
                        Reason.FORBIDDEN,
                        "The directory doesn't let the instance " + tenant + "/" + service
                                + " in: its entry is missing or shut.",
                        e);
            }
            throw e;
        }
    }

    /** Whether anything of another commune's branch is to be seen by that instance. */
    boolean reaches(Insee tenant, String service, Insee other) throws LDAPException {
        SearchRequest anything = new SearchRequest(
                tree.branch(other).toString(), SearchScope.SUB, Filter.createPresenceFilter("objectClass"), "1.1");
        anything.setSizeLimit(1);
        return readAs(tenant, service, sight -> !sight.search(anything).isEmpty());
    }

    private DN entry(Insee tenant, String service) {
        return tree.program(tenant, Directory.instance(service));
    }

    private String password(DN entry) {
        return key.secret(entry.toNormalizedString());
    }
}
