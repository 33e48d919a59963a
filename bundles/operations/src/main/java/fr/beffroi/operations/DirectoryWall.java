package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Subscription;
import fr.beffroi.operations.IsolationReport.Finding;
import fr.beffroi.operations.IsolationReport.Result;
import fr.beffroi.tenancy.Directory;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NamingSecurityException;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;

/** The branches of the directory, as a stranger and another commune's program meet them over LDAP. */
final class DirectoryWall {
    private static final String WALL = "directory";
    private static final String MILLIS = "10000";
    private static final String NOBODY = "isolation-check";

    private final Broker broker;
    private final Bindings bindings;
    private final Directory directory;

    DirectoryWall(Broker broker, Bindings bindings, Directory directory) {
        this.broker = broker;
        this.bindings = bindings;
        this.directory = directory;
    }

    List<Finding> tryAll(Actor caller) {
        return List.of(asAStranger(), asAProgram(caller));
    }

    private Finding asAStranger() {
        String attempt = "branch-without-log-in";
        Optional<Directory.ProgramAccess> access = directory.branches().stream()
                .findFirst()
                .flatMap(branch -> directory.programAccess(new Insee(branch), NOBODY));
        return access.map(found -> look(attempt, found.uri(), found.baseDn(), Map.of()))
                .orElseGet(() -> notTried(attempt));
    }

    private Finding asAProgram(Actor caller) {
        String attempt = "branch-of-a-neighbour";
        for (Subscription subscription : broker.subscriptions(caller)) {
            for (Binding binding : bindings.bindings(caller, subscription.id())) {
                Optional<Bindings.Secret> secret = binding.state() == Binding.State.ACTIVE
                        ? bindings.secret(caller, binding)
                                .filter(one -> one.uri().isPresent())
                        : Optional.empty();
                Optional<Directory.ProgramAccess> neighbour = neighbour(binding.tenant());
                if (secret.isPresent() && neighbour.isPresent()) {
                    Map<String, String> logIn = Map.of(
                            Context.SECURITY_PRINCIPAL, secret.get().username(),
                            Context.SECURITY_CREDENTIALS, secret.get().password());
                    return look(
                            attempt,
                            secret.get().uri().orElseThrow(),
                            neighbour.get().baseDn(),
                            logIn);
                }
            }
        }
        return notTried(attempt);
    }

    private Optional<Directory.ProgramAccess> neighbour(Insee tenant) {
        return directory.branches().stream()
                .filter(branch -> !branch.equals(tenant.code()))
                .findFirst()
                .flatMap(branch -> directory.programAccess(new Insee(branch), NOBODY));
    }

    private static Finding notTried(String attempt) {
        return new Finding(
                WALL,
                attempt,
                Result.NOT_TRIED,
                "Aucun accès à l'annuaire à essayer : pas d'adresse pour les logiciels, ou pas de raccordement.");
    }

    /** A refusal and a branch that isn't to be seen are the same to whoever looks. */
    private static Finding look(String attempt, String uri, String branch, Map<String, String> logIn) {
        Hashtable<String, String> settings = new Hashtable<>(logIn);
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, uri);
        settings.put("com.sun.jndi.ldap.connect.timeout", MILLIS);
        settings.put("com.sun.jndi.ldap.read.timeout", MILLIS);
        try {
            DirContext context = new InitialDirContext(settings);
            try {
                int seen = entries(context, branch);
                return seen == 0
                        ? new Finding(WALL, attempt, Result.HELD, "Rien n'est visible de cette branche.")
                        : new Finding(
                                WALL,
                                attempt,
                                Result.BREACHED,
                                seen + " entrée(s) de la branche " + branch + " ont été lues.");
            } finally {
                context.close();
            }
        } catch (NamingSecurityException | NameNotFoundException refused) {
            return new Finding(WALL, attempt, Result.HELD, "Refusé : " + refused.getMessage());
        } catch (NamingException e) {
            return new Finding(
                    WALL, attempt, Result.NOT_TRIED, "L'annuaire ne répond pas à " + uri + " : " + e.getMessage());
        }
    }

    private static int entries(DirContext context, String branch) throws NamingException {
        SearchControls all = new SearchControls();
        all.setSearchScope(SearchControls.SUBTREE_SCOPE);
        all.setReturningAttributes(new String[] {"1.1"});
        NamingEnumeration<SearchResult> found = context.search(branch, "(objectClass=*)", all);
        int count = 0;
        while (found.hasMore()) {
            found.next();
            count++;
        }
        return count;
    }
}
