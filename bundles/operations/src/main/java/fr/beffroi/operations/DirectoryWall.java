package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
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
import javax.naming.NamingException;
import javax.naming.NamingSecurityException;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.naming.directory.SearchControls;

/** The branches of the directory, as a stranger, another commune's program and another commune's instance meet them. */
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
        return List.of(asAStranger(), asAProgram(caller), asAnInstance());
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

    /** With the log-in of an instance that stands, as its view of the directory uses it: the embedded directory has a wall here too. */
    private Finding asAnInstance() {
        String attempt = "branch-of-a-neighbour-as-an-instance";
        try {
            for (Insee tenant : communes()) {
                Optional<String> service = directory.programs(tenant).stream()
                        .filter(program -> program.startsWith(Directory.instance("")))
                        .map(program -> program.substring(Directory.instance("").length()))
                        .findFirst();
                Optional<Insee> other =
                        communes().stream().filter(one -> !one.equals(tenant)).findFirst();
                if (service.isPresent() && other.isPresent()) {
                    return directory.reaches(tenant, service.get(), other.get())
                            ? new Finding(
                                    WALL,
                                    attempt,
                                    Result.BREACHED,
                                    "Une instance de " + tenant + " a vu la branche de " + other.get() + ".")
                            : new Finding(WALL, attempt, Result.HELD, "Rien n'est visible de la branche voisine.");
                }
            }
        } catch (Refusal refusal) {
            return notTried(attempt, "L'annuaire ne laisse pas essayer : " + refusal.getMessage());
        }
        return notTried(attempt, "Aucune instance n'a de compte dans l'annuaire, ou il n'y a qu'une commune.");
    }

    private List<Insee> communes() {
        return directory.branches().stream()
                .map(DirectoryWall::insee)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty where a branch isn't a commune's: the house leaves it alone, and so does this. */
    private static Optional<Insee> insee(String branch) {
        try {
            return Optional.of(new Insee(branch));
        } catch (Refusal noCode) {
            return Optional.empty();
        }
    }

    private Optional<Directory.ProgramAccess> neighbour(Insee tenant) {
        return directory.branches().stream()
                .filter(branch -> !branch.equals(tenant.code()))
                .findFirst()
                .flatMap(branch -> directory.programAccess(new Insee(branch), NOBODY));
    }

    private static Finding notTried(String attempt) {
        return notTried(
                attempt,
                "Aucun accès à l'annuaire à essayer : pas d'adresse pour les logiciels, ou pas de raccordement.");
    }

    private static Finding notTried(String attempt, String why) {
        return new Finding(WALL, attempt, Result.NOT_TRIED, why);
    }

    private static Finding noAnswer(String attempt, String uri, NamingException failure) {
        return notTried(attempt, "L'annuaire ne répond pas à " + uri + " : " + failure.getMessage());
    }

    private static Finding refused(String attempt, NamingException refusal) {
        return new Finding(WALL, attempt, Result.HELD, "Refusé : " + refusal.getMessage());
    }

    /** A stranger who isn't let in has met the wall; a program that isn't, its password having changed, has tried nothing. */
    private static Finding look(String attempt, String uri, String branch, Map<String, String> logIn) {
        Hashtable<String, String> settings = new Hashtable<>(logIn);
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, uri);
        settings.put("com.sun.jndi.ldap.connect.timeout", MILLIS);
        settings.put("com.sun.jndi.ldap.read.timeout", MILLIS);
        DirContext context;
        try {
            context = new InitialDirContext(settings);
        } catch (NamingSecurityException refused) {
            return logIn.isEmpty()
                    ? refused(attempt, refused)
                    : notTried(attempt, "L'annuaire n'a pas laissé entrer le logiciel : " + refused.getMessage());
        } catch (NamingException e) {
            return noAnswer(attempt, uri, e);
        }
        try {
            return look(attempt, context, branch);
        } catch (NamingSecurityException | NameNotFoundException refused) {
            // A refusal and a branch that isn't to be seen are the same to whoever looks.
            return refused(attempt, refused);
        } catch (NamingException e) {
            return noAnswer(attempt, uri, e);
        } finally {
            close(context);
        }
    }

    /** The first entry is the breach: of a large branch the server may break off the answer later, with an error. */
    private static Finding look(String attempt, DirContext context, String branch) throws NamingException {
        SearchControls all = new SearchControls();
        all.setSearchScope(SearchControls.SUBTREE_SCOPE);
        all.setReturningAttributes(new String[] {"1.1"});
        return context.search(branch, "(objectClass=*)", all).hasMore()
                ? new Finding(
                        WALL, attempt, Result.BREACHED, "Au moins une entrée de la branche " + branch + " a été lue.")
                : new Finding(WALL, attempt, Result.HELD, "Rien n'est visible de cette branche.");
    }

    private static void close(DirContext context) {
        try {
            context.close();
        } catch (NamingException e) {
            // What was seen is known; how the server takes leave changes nothing of it.
        }
    }
}
