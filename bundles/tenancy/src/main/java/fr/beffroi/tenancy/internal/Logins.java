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
    /** The platform that orders for everybody; the settings hold its password. */
    static final String FIRST_PLATFORM = "platform";

    private static final Map<String, Actor> ADMINISTRATORS = Map.of(
            "ops",
            new Actor("staff/ops", Role.STAFF, Optional.empty()),
            "auditor",
            new Actor("staff/auditor", Role.AUDITOR, Optional.empty()),
            FIRST_PLATFORM,
            Actor.platform(FIRST_PLATFORM, Optional.empty()));

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
        Optional<Known> known = find(login);
        if (known.isEmpty()) {
            // Takes as long as a wrong password, so that nobody learns which log-ins there are.
            PasswordHash.matches(password, nobody);
            return Optional.empty();
        }
        return checked(login, password, known.get()) ? Optional.of(known.get().actor()) : Optional.empty();
    }

    /**
     * A log-in that there is.
     *
     * @param actor who it is when the password is right
     * @param against the stored hash; empty where the settings hold the password
     * @param entry in the directory
     */
    private record Known(Actor actor, String against, DN entry) {}

    private Optional<Known> find(String login) {
        Actor administrator = ADMINISTRATORS.get(login);
        if (administrator != null) {
            return Optional.of(new Known(administrator, "", tree.administrator(login)));
        }
        if (login.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        int at = login.lastIndexOf('@');
        return at < 0 ? findPlatform(login) : findPerson(login.substring(0, at), login.substring(at + 1));
    }

    private Optional<Known> findPlatform(String name) {
        return tables.read(sql -> tables.platform(sql, name))
                .flatMap(stored -> stored.password()
                        .map(hash -> new Known(
                                Actor.platform(name, stored.platform().communes()), hash, tree.platform(name))));
    }

    private Optional<Known> findPerson(String uid, String code) {
        Insee insee;
        try {
            insee = new Insee(code);
        } catch (Refusal notAnInsee) {
            return Optional.empty();
        }
        return tables.read(sql -> tables.account(sql, insee, uid))
                .flatMap(stored -> stored.password().map(hash -> {
                    Account account = stored.account();
                    Actor actor = new Actor("account/" + account.id(), account.role(), Optional.of(insee));
                    return new Known(actor, hash, tree.person(insee, uid));
                }));
    }

    private boolean checked(String login, String password, Known known) throws LDAPException {
        return cache.isRight(login, password, known.against(), () -> server.accepts(known.entry(), password));
    }
}
