package fr.beffroi.provisioning;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Terms;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.Terms.BindingTerms.Access;
import fr.beffroi.api.Terms.Population;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Use;
import fr.beffroi.tenancy.Directory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What is there whether the house runs or not: the communes, the directory, the files. Every place can be told to fail, by the name of
 * what is asked of it.
 */
final class World implements Communes {
    static final Insee NIMES = new Insee("30189");
    static final Insee BERNIS = new Insee("30036");
    /** Hosted, in two versions, with parameters, a notice, and bindings for the directory that expire. */
    static final Offering ACTES = offering(
            "actes",
            Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0", List.of("1.1.0"))),
            new Terms(
                    false,
                    true,
                    Optional.of(new BindingTerms(Access.DIRECTORY, true, OptionalInt.of(10), 2)),
                    false,
                    30,
                    Population.ANY,
                    List.of(),
                    OptionalInt.empty()));
    /** Runs elsewhere. */
    static final Offering STOCKAGE = offering("stockage", Optional.empty(), Terms.PLAIN);
    /** Waits for the intercommunality's approval, and can change. */
    static final Offering CARTES = offering(
            "cartes",
            Optional.empty(),
            new Terms(false, true, Optional.empty(), true, 0, Population.ANY, List.of(), OptionalInt.empty()));
    /** Stands by the order alone; its bindings are for the directory. */
    static final Offering ANNUAIRE = offering(
            "annuaire",
            Optional.empty(),
            new Terms(
                    true,
                    true,
                    Optional.of(new BindingTerms(Access.DIRECTORY, false, OptionalInt.empty(), 0)),
                    false,
                    0,
                    Population.ANY,
                    List.of(),
                    OptionalInt.empty()));

    final Set<Insee> leaving = ConcurrentHashMap.newKeySet();
    final Set<Insee> left = ConcurrentHashMap.newKeySet();
    final Set<Insee> branches = ConcurrentHashMap.newKeySet();
    final Set<String> strangeBranches = new ConcurrentSkipListSet<>();
    final Set<String> groups = new ConcurrentSkipListSet<>();
    final Set<String> files = new ConcurrentSkipListSet<>();
    /** The programs' entries, by commune and credential, with their passwords. */
    final Map<String, String> programs = new ConcurrentSkipListMap<>();
    /** The instances' entries among them, by commune and name. */
    final Set<String> logIns = new ConcurrentSkipListSet<>();

    /** What instances are asked from time to time and counted at the door, by address. */
    final Map<String, Unhealthy> unhealthy = new ConcurrentSkipListMap<>();

    final Map<String, Use> uses = new ConcurrentSkipListMap<>();

    volatile Instant now = Instant.parse("2026-03-02T23:30:00Z");

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<Insee, Commune> communes = new TreeMap<>(Map.of(
            NIMES, new Commune(NIMES, new Siren("213001894"), "Nîmes", 150444, List.of("30000", "30900")),
            BERNIS, new Commune(BERNIS, new Siren("213000367"), "Bernis", 3341, List.of("30620"))));

    /** One more commune. */
    void moveIn(Commune commune) {
        communes.put(commune.insee(), commune);
    }

    /** The next times that this is asked, it fails. */
    void fails(String what, int times) {
        failures.put(what, times);
    }

    void failsForEver(String what) {
        fails(what, Integer.MAX_VALUE);
    }

    void heal() {
        failures.clear();
    }

    void mayFail(String what) {
        // In one step: what is healed meanwhile must not be broken again by what this thread saw before.
        boolean[] fails = new boolean[1];
        failures.computeIfPresent(what, (key, times) -> {
            fails[0] = times > 0;
            return times - 1;
        });
        if (fails[0]) {
            throw new Refusal(Reason.UNAVAILABLE, what + " is down.");
        }
    }

    /** Stands still until the story moves it. */
    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static Offering offering(String name, Optional<HostedBundle> hosted, Terms terms) {
        return new Offering(
                name + "-id",
                name,
                "Service " + name,
                "Un service de la maison.",
                List.of(),
                hosted,
                false,
                terms,
                List.of(new Meter("uses", "usages", "usage", Meter.Aggregation.SUM)),
                List.of(new FunctionalUnit("usage", "usage", FunctionalUnit.Basis.METER, Optional.of("uses"), 1)),
                List.of(plan(name, "standard"), plan(name, "plus")));
    }

    private static Plan plan(String offering, String name) {
        return new Plan(
                offering + "-" + name,
                name,
                "Une formule.",
                Map.of(),
                Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}"),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Optional<Intercommunality> intercommunality() {
        return Optional.empty();
    }

    /** How often somebody has looked at what instances were used for: who watches a stage does. */
    final AtomicInteger watched = new AtomicInteger();

    /** How often everybody was asked for: each round does. */
    final AtomicInteger rounds = new AtomicInteger();

    @Override
    public List<Commune> all() {
        rounds.incrementAndGet();
        return communes.values().stream()
                .filter(commune -> !left.contains(commune.insee()))
                .toList();
    }

    @Override
    public Optional<Commune> find(Insee insee) {
        return Optional.ofNullable(communes.get(insee));
    }

    @Override
    public List<Account> accounts(Insee insee) {
        return List.of();
    }

    @Override
    public String renewPassword(Actor actor, Insee insee, String uid) {
        throw new UnsupportedOperationException();
    }

    /** The directory as a house sees it. */
    Directory directory(Life life) {
        return new Directory() {
            @Override
            public void openBranch(Insee tenant) {
                life.act(tenant, "openBranch", () -> branches.add(tenant));
            }

            @Override
            public void openGroup(Insee tenant, String service) {
                life.act(tenant, "openGroup", () -> {
                    branches.add(tenant);
                    groups.add(tenant + "/" + service);
                });
            }

            @Override
            public void closeGroup(Insee tenant, String service) {
                life.act(tenant, "closeGroup", () -> groups.remove(tenant + "/" + service));
            }

            @Override
            public void closeBranch(Insee tenant) {
                life.act(tenant, "closeBranch", () -> branches.remove(tenant));
            }

            @Override
            public List<String> groups(Insee tenant) {
                mayFail("groups");
                return groups.stream()
                        .filter(group -> group.startsWith(tenant + "/"))
                        .map(group -> group.substring(6))
                        .toList();
            }

            @Override
            public OptionalInt members(Insee tenant, String service) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void openProgram(Insee tenant, String credential, String password) {
                life.act(tenant, "openProgram", () -> programs.put(tenant + "/" + credential, password));
            }

            @Override
            public void openInstance(Insee tenant, String service) {
                life.act(tenant, "openInstance", () -> logIns.add(tenant + "/" + Directory.instance(service)));
            }

            @Override
            public DirectoryView view(Insee tenant, String service) {
                return null;
            }

            @Override
            public boolean reaches(Insee tenant, String service, Insee other) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void closeProgram(Insee tenant, String credential) {
                life.act(tenant, "closeProgram", () -> {
                    programs.remove(tenant + "/" + credential);
                    logIns.remove(tenant + "/" + credential);
                });
            }

            @Override
            public List<String> programs(Insee tenant) {
                mayFail("programs");
                return Stream.concat(programs.keySet().stream(), logIns.stream())
                        .filter(program -> program.startsWith(tenant + "/"))
                        .map(program -> program.substring(6))
                        .toList();
            }

            @Override
            public Optional<ProgramAccess> programAccess(Insee tenant, String credential) {
                return Optional.of(new ProgramAccess("ldap://localhost:1389", "uid=" + credential, "l=" + tenant));
            }

            @Override
            public List<String> branches() {
                mayFail("branches");
                return Stream.concat(branches.stream().map(Insee::code), strangeBranches.stream())
                        .sorted()
                        .toList();
            }

            @Override
            public boolean hasBranch(Insee tenant) {
                return branches.contains(tenant);
            }

            @Override
            public Optional<Actor> authenticate(String login, String password) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
