package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import java.util.Map;
import java.util.Optional;

/**
 * Checks log-ins. The directory says whether the password is right; what the account may do, and whether there still is one, the
 * tables say, so that nobody gains a right by an entry changed elsewhere and a closed account is closed at once.
 */
final class Logins {
    private static final Map<String, Actor> ADMINISTRATORS = Map.of(
            "ops", new Actor("staff/ops", Role.STAFF, Optional.empty()),
            "auditor", new Actor("staff/auditor", Role.AUDITOR, Optional.empty()),
            "platform", new Actor("platform/platform", Role.PLATFORM, Optional.empty()));

    /** No password is longer; a longer one would only cost time. */
    private static final int LONGEST = 1_024;

    private final LdapServer server;
    private final LdapTree tree;
    private final Tables tables;
    private final LoginCache cache;
    private final String nobody;

    Logins(LdapServer server, LdapTree tree, Tables tables, int iterations) {
        this.server = server;
        this.tree = tree;
        this.tables = tables;
        this.cache = new LoginCache(System::nanoTime);
        this.nobody = PasswordHash.ofNothing(iterations);
    }

    /** See {@link fr.beffroi.tenancy.Directory#authenticate}. */
    Optional<Actor> authenticate(String login, String password) throws LDAPException {
        // An LDAP bind with an empty password succeeds as nobody in particular (RFC 4513, 5.1.2).
        if (login == null || password == null || password.isEmpty() || password.length() > LONGEST) {
            return Optional.empty();
        }
        Actor administrator = ADMINISTRATORS.get(login);
        if (administrator != null) {
            return checked(login, password, "", tree.administrator(login))
                    ? Optional.of(administrator)
                    : Optional.empty();
        }
        Optional<StoredAccount> stored =
                find(login).filter(found -> found.password().isPresent());
        if (stored.isEmpty()) {
            // Takes as long as a wrong password, so that nobody learns which log-ins there are.
            PasswordHash.matches(password, nobody);
            return Optional.empty();
        }
        Account account = stored.get().account();
        DN entry = tree.person(account.tenant(), account.uid());
        return checked(login, password, stored.get().password().get(), entry)
                ? Optional.of(new Actor("account/" + account.id(), account.role(), Optional.of(account.tenant())))
                : Optional.empty();
    }

    private boolean checked(String login, String password, String against, DN entry) throws LDAPException {
        if (cache.knows(login, password, against)) {
            return true;
        }
        if (!server.accepts(entry, password)) {
            return false;
        }
        cache.remember(login, password, against);
        return true;
    }

    private Optional<StoredAccount> find(String login) {
        int at = login.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        Insee insee;
        try {
            insee = new Insee(login.substring(at + 1));
        } catch (Refusal notAnInsee) {
            return Optional.empty();
        }
        String uid = login.substring(0, at);
        if (uid.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return tables.read(sql -> tables.account(sql, insee, uid));
    }
}
