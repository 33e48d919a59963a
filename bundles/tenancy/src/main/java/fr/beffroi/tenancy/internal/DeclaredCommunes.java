package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.DeclaredPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings the communes, their people and the platforms into agreement with the files.
 *
 * <p>A commune without a file stays as it is, people included. A person who is no longer in the commune's file loses the account and
 * everything known of them is erased. A commune that is leaving, or has left, is passed over whatever its file says: a departure is
 * an order of its own, and a forgotten file must not take it back.
 */
@Component(service = DeclaredPart.class, property = "part=tenancy")
public final class DeclaredCommunes implements DeclaredPart {
    private final Tables tables;
    private final DeclaredPlatforms platforms;

    @Activate
    public DeclaredCommunes(@Reference Tables tables) {
        this.tables = tables;
        this.platforms = new DeclaredPlatforms(tables);
    }

    @Override
    public List<String> apply(Decisions decisions, Declaration declaration) {
        Map<Insee, Residence> present = new TreeMap<>();
        for (Residence residence : tables.communes(decisions.sql())) {
            present.put(residence.commune().insee(), residence);
        }
        check(declaration, present);
        List<String> changes = new ArrayList<>();
        agree(decisions, declaration.intercommunality(), changes);
        for (Declaration.Household household : declaration.households()) {
            Residence residence = present.get(household.commune().insee());
            if (takesPart(residence)) {
                agree(decisions, Optional.ofNullable(residence), household, changes);
            }
        }
        platforms.apply(decisions, declaration, changes);
        return changes;
    }

    // What can't be

    private static void check(Declaration declaration, Map<Insee, Residence> present) {
        Map<Insee, Commune> declared = new HashMap<>();
        // Who will live here afterwards. Those who have left no longer hold their SIREN: it can pass to a new commune.
        Map<Insee, Commune> afterwards = new TreeMap<>();
        for (Residence residence : present.values()) {
            if (residence.state() != Residence.State.LEFT) {
                afterwards.put(residence.commune().insee(), residence.commune());
            }
        }
        for (Declaration.Household household : declaration.households()) {
            Commune commune = household.commune();
            Commune other = declared.putIfAbsent(commune.insee(), commune);
            if (other != null) {
                throw Refusal.invalid("Two files declare the commune " + commune.insee() + ": " + other.name() + " and "
                        + commune.name() + ". Keep one.");
            }
            requirePrintable("The name of the commune " + commune.insee(), commune.name());
            commune.postalCodes().forEach(code -> requirePrintable("A postal code of " + title(commune), code));
            checkPeople(household);
            if (takesPart(present.get(commune.insee()))) {
                afterwards.put(commune.insee(), commune);
            }
        }
        checkSirens(declaration.intercommunality(), afterwards.values());
    }

    /** Whether a commune's file counts: it is new, or lives here and isn't leaving. */
    private static boolean takesPart(Residence residence) {
        return residence == null || residence.state() == Residence.State.RESIDENT;
    }

    private static void checkSirens(Intercommunality intercommunality, Iterable<Commune> communes) {
        Map<Siren, String> owners = new HashMap<>();
        owners.put(intercommunality.siren(), "the intercommunality " + intercommunality.name());
        for (Commune commune : communes) {
            String owner = owners.putIfAbsent(commune.siren(), "the commune " + title(commune));
            if (owner != null) {
                throw Refusal.invalid("The SIREN " + commune.siren() + " can't belong to both " + owner
                        + " and the commune " + title(commune) + ". Correct one of them.");
            }
        }
    }

    private static void checkPeople(Declaration.Household household) {
        Map<String, String> names = new HashMap<>();
        for (Declaration.Person person : household.people()) {
            Account account = account(UUID.randomUUID(), household.commune().insee(), person);
            String other = names.putIfAbsent(account.uid(), account.name());
            if (other != null) {
                throw Refusal.invalid(
                        "In " + title(household.commune()) + ", the uid \"" + account.uid() + "\" is given to both "
                                + other + " and " + account.name() + ". Give one of them another uid.");
            }
            requirePrintable("The name of the account " + account.login(), account.name());
            requirePrintable("The mail address of the account " + account.login(), account.mail());
            if (!account.mail().chars().allMatch(character -> character < 128)) {
                throw Refusal.invalid("The mail address of the account " + account.login()
                        + " holds an accent or another character that the directory can't keep there.");
            }
        }
    }

    private static void requirePrintable(String what, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(what + " holds a control character (a tab or a line break, perhaps). Remove it.");
        }
    }

    // What changes

    private void agree(Decisions decisions, Intercommunality wanted, List<String> changes) {
        Optional<Intercommunality> present = tables.intercommunality(decisions.sql());
        if (present.filter(wanted::equals).isPresent()) {
            return;
        }
        decisions.record(new Decision.IntercommunalityDeclared(wanted));
        String difference = present.map(before -> differences(List.of(
                        difference("name", before.name(), wanted.name()),
                        difference("SIREN", before.siren(), wanted.siren()))))
                .orElse("declared, SIREN " + wanted.siren());
        changes.add("intercommunality " + wanted.name() + ": " + difference);
    }

    private void agree(
            Decisions decisions, Optional<Residence> present, Declaration.Household household, List<String> changes) {
        Commune wanted = household.commune();
        Optional<Commune> before = present.map(Residence::commune);
        if (before.filter(wanted::equals).isEmpty()) {
            decisions.record(new Decision.CommuneDeclared(wanted));
            changes.add("commune " + title(wanted) + ": "
                    + before.map(commune -> differences(commune, wanted))
                            .orElse("declared, population " + wanted.population()));
        }
        agreeOnPeople(decisions, household, changes);
    }

    private void agreeOnPeople(Decisions decisions, Declaration.Household household, List<String> changes) {
        Insee insee = household.commune().insee();
        Map<String, Account> present = new TreeMap<>();
        for (StoredAccount stored : tables.accounts(decisions.sql(), insee)) {
            present.put(stored.account().uid(), stored.account());
        }
        Set<String> named = new HashSet<>();
        for (Declaration.Person person : household.people()) {
            named.add(person.uid());
            Account before = present.get(person.uid());
            if (before == null) {
                open(decisions, account(UUID.randomUUID(), insee, person), changes);
            } else {
                change(decisions, before, account(before.id(), insee, person), changes);
            }
        }
        for (Account account : present.values()) {
            if (!named.contains(account.uid())) {
                tables.erase(decisions.sql(), account.id());
                decisions.record(new Decision.AccountClosed(insee, account.id()));
                changes.add("account " + account.login() + ": closed, personal data erased");
            }
        }
    }

    private void open(Decisions decisions, Account account, List<String> changes) {
        tables.open(decisions.sql(), account);
        decisions.record(new Decision.AccountOpened(account.tenant(), account.id(), account.role()));
        changes.add("account " + account.login() + ": opened, " + role(account));
    }

    private void change(Decisions decisions, Account before, Account wanted, List<String> changes) {
        if (before.equals(wanted)) {
            return;
        }
        tables.change(decisions.sql(), wanted);
        decisions.record(new Decision.AccountChanged(wanted.tenant(), wanted.id(), wanted.role()));
        changes.add("account " + wanted.login() + ": "
                + differences(List.of(
                        difference("name", before.name(), wanted.name()),
                        difference("mail", before.mail(), wanted.mail()),
                        difference("role", role(before), role(wanted)))));
    }

    private static Account account(UUID id, Insee insee, Declaration.Person person) {
        return new Account(id, insee, person.uid(), person.name(), person.mail(), person.role());
    }

    // Sentences

    private static String title(Commune commune) {
        return commune.insee() + " " + commune.name();
    }

    private static String role(Account account) {
        return account.role().name().toLowerCase(Locale.ROOT);
    }

    private static String differences(Commune before, Commune wanted) {
        return differences(List.of(
                difference("name", before.name(), wanted.name()),
                difference("SIREN", before.siren(), wanted.siren()),
                difference("population", before.population(), wanted.population()),
                difference(
                        "postal codes",
                        String.join(" ", before.postalCodes()),
                        String.join(" ", wanted.postalCodes()))));
    }

    private static String differences(List<Optional<String>> all) {
        return all.stream().flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    private static Optional<String> difference(String what, Object before, Object wanted) {
        return Objects.equals(before, wanted) ? Optional.empty() : Optional.of(what + " " + before + " → " + wanted);
    }
}
