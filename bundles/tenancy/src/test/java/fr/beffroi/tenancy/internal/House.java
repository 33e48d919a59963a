package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.fail;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.store.KeyFile;
import fr.beffroi.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** This room as a whole on a real store and a real journal, with a directory of the test's choice. */
final class House implements AutoCloseable {
    static final int ITERATIONS = 10;
    static final String BASE = "dc=beffroi,dc=example";
    static final Map<String, String> CREDENTIALS =
            Map.of("ops", "password of ops", "auditor", "password of auditor", "platform", "password of platform");
    static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());

    static final Intercommunality METROPOLE = new Intercommunality(new Siren("243000643"), "Nîmes Métropole");
    static final Insee NIMES = new Insee("30189");
    static final Insee BERNIS = new Insee("30036");
    static final Insee CLARENSAC = new Insee("30082");

    final SteppedClock clock = new SteppedClock();
    final SqlJournal journal;
    final Tables tables;
    final LdapServer server;
    final LdapDirectory directory;
    final SqlCommunes communes;
    final SqlPlatforms platforms;
    final SqlDepartures departures;
    final DeclaredCommunes declared;

    House(Store store) throws LDAPException {
        this(store, new EmbeddedServer(new DN(BASE), ITERATIONS, 0));
    }

    House(Store store, LdapServer server) throws LDAPException {
        this(store, server, new DN(BASE));
    }

    House(Store store, LdapServer server, DN base) {
        this(store, server, base, new KeyFile(new byte[32]));
    }

    House(Store store, LdapServer server, DN base, KeyFile key) {
        this.server = server;
        journal = SqlJournal.open(store, clock);
        tables = new Tables(store, journal);
        directory = new LdapDirectory(tables, journal, server, Optional.empty(), base, ITERATIONS, key, CREDENTIALS);
        communes = new SqlCommunes(tables, journal, directory, ITERATIONS);
        platforms = new SqlPlatforms(tables, journal, directory, ITERATIONS);
        departures = new SqlDepartures(tables, journal);
        declared = new DeclaredCommunes(tables);
    }

    @Override
    public void close() throws Exception {
        directory.close();
        tables.close();
        journal.close();
    }

    List<String> apply(Declaration.Household... households) {
        return apply(List.of(households), List.of());
    }

    List<String> apply(List<Declaration.Household> households, List<Platform> platforms) {
        Declaration declaration = new Declaration(METROPOLE, households, List.of(), List.of(), platforms);
        return journal.decide(OPS, decisions -> declared.apply(decisions, declaration));
    }

    void decide(Decision decision) {
        journal.decide(OPS, decisions -> decisions.record(decision));
    }

    /** Decides that a commune leaves, and carries it out as provisioning does. */
    void leave(Insee tenant) {
        journal.decide(OPS, decisions -> {
            departures.decide(decisions, tenant);
            return null;
        });
        directory.closeBranch(tenant);
        departures.complete(tenant);
    }

    static Declaration.Household household(Insee insee, Declaration.Person... people) {
        return new Declaration.Household(commune(insee), List.of(people), Optional.empty());
    }

    static Commune commune(Insee insee) {
        if (insee.equals(NIMES)) {
            return new Commune(NIMES, new Siren("213001894"), "Nîmes", 150_444, List.of("30000", "30900"));
        }
        if (insee.equals(BERNIS)) {
            return new Commune(BERNIS, new Siren("213000367"), "Bernis", 3_286, List.of("30620"));
        }
        return new Commune(CLARENSAC, new Siren("213000821"), "Clarensac", 4_386, List.of("30870"));
    }

    static Declaration.Person person(String uid, String name, Role role) {
        return new Declaration.Person(uid, name, uid + "@commune.example", role);
    }

    static Offering offering(String id, String name) {
        Plan plan = new Plan(id + "-plan", "standard", "Une formule.", Map.of());
        return new Offering(
                id, name, name, "Un service.", List.of(), Optional.empty(), false, List.of(), List.of(), List.of(plan));
    }

    Account account(Insee tenant, String uid) {
        return communes.accounts(tenant).stream()
                .filter(account -> account.uid().equals(uid))
                .findFirst()
                .orElseThrow();
    }

    /** What the directory should hold, from the tables: one line an entry. */
    List<String> wanted() {
        TreeSet<String> lines = new TreeSet<>();
        tables.read(sql -> {
            for (Residence residence : tables.communes(sql)) {
                if (residence.state() == Residence.State.LEFT) {
                    continue;
                }
                Insee tenant = residence.commune().insee();
                lines.add(tenant + " " + residence.commune().name());
                List<StoredAccount> accounts = tables.accounts(sql, tenant);
                for (StoredAccount stored : accounts) {
                    Account account = stored.account();
                    lines.add(String.join(
                            "|",
                            account.login(),
                            account.name(),
                            account.mail(),
                            account.role().name().toLowerCase(java.util.Locale.ROOT),
                            account.id().toString(),
                            stored.password().orElse("-")));
                }
                for (String service : tables.groups(sql, tenant)) {
                    lines.add(tenant + "/" + service + " "
                            + accounts.stream().map(one -> one.account().uid()).toList());
                }
            }
            return null;
        });
        return List.copyOf(lines);
    }

    /** What the directory holds, in the same lines, read by plain searches. */
    List<String> held() throws LDAPException {
        TreeSet<String> lines = new TreeSet<>();
        Map<String, TreeSet<String>> groups = new TreeMap<>();
        for (SearchResultEntry entry : server.house()
                .search("ou=communes," + BASE, SearchScope.SUB, "(objectClass=*)", "*")
                .getSearchEntries()) {
            String[] names = entry.getDN().split(",");
            int depth = names.length - BASE.split(",").length;
            if (depth == 2) {
                lines.add(value(names[0]) + " " + entry.getAttributeValue("description"));
            } else if (entry.hasAttributeValue("objectClass", "inetOrgPerson")) {
                lines.add(String.join(
                        "|",
                        entry.getAttributeValue("uid") + "@" + value(names[2]),
                        entry.getAttributeValue("cn"),
                        entry.getAttributeValue("mail"),
                        entry.getAttributeValue("employeeType"),
                        entry.getAttributeValue("employeeNumber"),
                        Optional.ofNullable(entry.getAttributeValue("userPassword"))
                                .orElse("-")));
            } else if (entry.hasAttributeValue("objectClass", "groupOfNames")) {
                TreeSet<String> members = groups.computeIfAbsent(
                        value(names[2]) + "/" + entry.getAttributeValue("cn"), group -> new TreeSet<>());
                for (String member : entry.getAttributeValues("member")) {
                    if (member.startsWith("uid=")) {
                        members.add(value(member.split(",")[0]));
                    }
                }
            }
        }
        groups.forEach((group, members) -> lines.add(group + " " + List.copyOf(members)));
        return List.copyOf(lines);
    }

    private static String value(String name) {
        return name.substring(name.indexOf('=') + 1);
    }

    void awaitAgreement() throws Exception {
        await("the directory agrees with the tables", () -> wanted().equals(held()));
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                fail("Waited two minutes in vain until " + what + ".");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
