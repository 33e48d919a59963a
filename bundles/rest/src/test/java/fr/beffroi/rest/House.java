package fr.beffroi.rest;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statements;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Stand-ins for the rooms behind the API, with two communes; they keep what they were asked. */
final class House {
    static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    static final Commune BOUILLARGUES =
            new Commune(new Insee("30047"), new Siren("213000474"), "Bouillargues", 6453, List.of("30230"));
    static final Commune NIMES =
            new Commune(new Insee("30189"), new Siren("213001894"), "Nîmes", 151839, List.of("30000", "30900"));
    static final Offering ACTES = new Offering(
            "of-actes",
            "actes",
            "Actes et délibérations",
            "Publication des actes.",
            List.of("actes"),
            Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0")),
            true,
            new Terms(
                    false,
                    true,
                    Optional.of(
                            new Terms.BindingTerms(Terms.BindingTerms.Access.INSTANCE, true, OptionalInt.of(365), 30)),
                    false,
                    30,
                    new Terms.Population(OptionalInt.empty(), OptionalInt.of(200_000)),
                    List.of(),
                    OptionalInt.empty()),
            List.of(
                    new Meter(
                            "acts-published",
                            "Actes publiés",
                            "acte",
                            Meter.Aggregation.COUNT,
                            Optional.of(Duration.ofDays(1))),
                    new Meter(
                            "visits",
                            "Visites",
                            "visite",
                            Meter.Aggregation.SUM,
                            List.of(),
                            Optional.of(Duration.ofDays(1)),
                            Optional.of(new Scrape(
                                    URI.create("http://visites.example/metrics"),
                                    "visits_total",
                                    "insee",
                                    Map.of("of", "actes"),
                                    Duration.ofMinutes(5))))),
            List.of(new FunctionalUnit(
                    "acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1)),
            List.of(new Plan(
                    "pl-standard",
                    "standard",
                    "Pour tous.",
                    Map.of("acte", new BigDecimal("7.90")),
                    Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}"),
                    Optional.of(false),
                    Optional.empty())));
    static final Convention CONVENTION = new Convention(
            NIMES.insee(),
            "2026-014",
            LocalDate.of(2026, 1, 15),
            "2025-12-08",
            LocalDate.of(2025, 12, 11),
            "ab".repeat(32));

    final List<Reading> taken = new ArrayList<>();
    final List<Declaration> declared = new ArrayList<>();
    final List<String> seals = new ArrayList<>();
    final List<Gap> gaps = new ArrayList<>();
    /** Why gaps can't be told. */
    Optional<Refusal> noGaps = Optional.empty();

    final List<String> sums = new ArrayList<>();
    final List<Order> ordered = new ArrayList<>();
    /** What else the broker was asked to do: {@code approve s2}. */
    final List<String> verbs = new ArrayList<>();

    /** Of every subscription. */
    Subscription.State state = Subscription.State.ACTIVE;
    /** What the operation of every subscription left behind. */
    List<String> leftovers = List.of();

    Filter asked;
    volatile String replayed;
    RuntimeException failure;

    /** Happens while readings are taken in. */
    volatile Callable<?> taking = () -> null;

    Subscription subscription(String id, Commune commune) {
        Operation operation = new Operation(
                "op-" + id,
                id,
                Optional.empty(),
                Operation.Kind.SUBSCRIBE,
                Operation.State.SUCCEEDED,
                "Done.",
                List.of(
                        new Operation.Step("directory", false, NOW.plusMillis(250)),
                        new Operation.Step("database", false, NOW.plusMillis(1_750))),
                List.of("directory", "database"),
                leftovers,
                NOW,
                Optional.of(NOW.plusSeconds(3)));
        return subscription(id, commune, operation);
    }

    private Subscription subscription(String id, Commune commune, Operation operation) {
        return new Subscription(
                id,
                commune.insee(),
                "of-actes",
                "pl-standard",
                Map.of("contact", "jeanne@nimes.example"),
                Map.of("space_guid", "mairie"),
                Optional.of("1.0.0"),
                state,
                state == Subscription.State.REQUESTED ? List.of("La convention est attendue.") : List.of(),
                NOW,
                state == Subscription.State.LEAVING ? Optional.of(NOW.plus(Duration.ofDays(30))) : Optional.empty(),
                Optional.of(new Subscription.Wanted("pl-standard", Map.of(), Map.of(), Optional.of("1.1.0"))),
                operation);
    }

    /** Work of that kind that has just begun. */
    private Broker.Receipt begun(String id, Operation.Kind kind) {
        Operation operation = new Operation(
                "op-2",
                id,
                Optional.empty(),
                kind,
                Operation.State.IN_PROGRESS,
                "Under way.",
                List.of(),
                List.of(),
                List.of(),
                NOW,
                Optional.empty());
        return new Broker.Receipt(subscription(id, NIMES, operation), operation, false);
    }

    /** Statements of October: 10 and 20 acts share 100,00 €. */
    static List<Statement> statements() {
        return List.of(statement(BOUILLARGUES, "10", 3333), statement(NIMES, "20", 6667));
    }

    static Statement statement(Commune debtor, String units, long cents) {
        Statement.Line line = new Statement.Line(
                "actes",
                "acte",
                "acte publié, \"numérique\"",
                new BigDecimal(units + ".000000"),
                new BigDecimal("30.000000"),
                10000,
                new BigDecimal("3.333333"),
                cents,
                List.of(new Charge(Charge.Family.SERVICE_CONTRACTS, "Hébergement", 10000, "F-1", Optional.empty())),
                new Statement.Evidence(
                        units + " relevés du compteur acts-published",
                        new BigDecimal(units + ".000000"),
                        1,
                        Optional.of("acts-published"),
                        Instant.parse("2026-09-30T22:00:00Z"),
                        Instant.parse("2026-10-31T23:00:00Z"),
                        Long.parseLong(units),
                        Optional.of("ab12"),
                        Optional.of("/api/v1/readings?tenant=" + debtor.insee())));
        return new Statement(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                debtor,
                OCTOBER,
                NOW,
                List.of(line),
                cents);
    }

    private <T> T answer(T value) {
        if (failure != null) {
            throw failure;
        }
        return value;
    }

    Communes communes() {
        return new Communes() {
            @Override
            public Optional<Intercommunality> intercommunality() {
                return Optional.empty();
            }

            @Override
            public List<Commune> all() {
                return answer(List.of(BOUILLARGUES, NIMES));
            }

            @Override
            public Optional<Commune> find(Insee insee) {
                return all().stream()
                        .filter(commune -> commune.insee().equals(insee))
                        .findFirst();
            }

            @Override
            public List<Account> accounts(Insee insee) {
                return List.of(
                        new Account(new UUID(0, 1), insee, "jeanne", "Jeanne", "jeanne@nimes.example", Role.CONTACT));
            }

            @Override
            public String renewPassword(Actor actor, Insee insee, String uid) {
                actor.require(Role.STAFF, Role.CONTACT);
                if (!uid.equals("jeanne")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no account " + uid + "@" + insee + ".");
                }
                return "correct-horse-battery";
            }
        };
    }

    Broker broker() {
        return new Broker() {
            @Override
            public List<Offering> catalogue() {
                return List.of(ACTES);
            }

            @Override
            public Receipt order(Actor actor, Order order, Manner manner) {
                answer(null);
                ordered.add(order);
                if (order instanceof Order.Suspend) {
                    return begun(order.subscription(), Operation.Kind.SUSPEND);
                }
                if (order instanceof Order.Unsubscribe) {
                    return begun(order.subscription(), Operation.Kind.UNSUBSCRIBE);
                }
                Subscription same = House.this.subscription(order.subscription(), NIMES);
                return new Receipt(same, same.operation(), true);
            }

            @Override
            public Receipt approve(Actor actor, String subscription) {
                verbs.add("approve " + subscription);
                return begun(subscription, Operation.Kind.SUBSCRIBE);
            }

            @Override
            public Receipt turnDown(Actor actor, String subscription, String reason) {
                verbs.add("turn down " + subscription + " " + reason);
                Subscription same = House.this.subscription(subscription, NIMES);
                return new Receipt(same, same.operation(), false);
            }

            @Override
            public Optional<Convention> convention(Actor actor, Insee tenant) {
                return Optional.of(CONVENTION).filter(one -> one.commune().equals(tenant));
            }

            @Override
            public List<Receipt> recordConvention(Actor actor, Convention convention) {
                verbs.add("record " + convention);
                return List.of(begun("s2", Operation.Kind.SUBSCRIBE));
            }

            @Override
            public Optional<Subscription> subscription(Actor actor, String id) {
                return subscriptions(actor).stream()
                        .filter(subscription -> subscription.id().equals(id))
                        .findFirst();
            }

            @Override
            public List<Subscription> subscriptions(Actor actor) {
                return List.of(House.this.subscription("s1", BOUILLARGUES), House.this.subscription("s2", NIMES))
                        .stream()
                        .filter(subscription -> actor.mayRead(subscription.tenant()))
                        .toList();
            }

            @Override
            public Optional<Operation> operation(Actor actor, String subscription, String operation) {
                return Optional.empty();
            }

            @Override
            public List<Receipt> leave(Actor actor, Insee tenant, boolean notice) {
                actor.require(Role.STAFF);
                verbs.add("leave " + tenant + (notice ? " with notice" : ""));
                return List.of(begun("s2", Operation.Kind.UNSUBSCRIBE));
            }
        };
    }

    Rollouts rollouts() {
        Rollout rollout = new Rollout(
                "r1",
                "of-actes",
                "1.1.0",
                List.of(
                        new Rollout.Stage(List.of(new Rollout.Member("s1", BOUILLARGUES.insee(), "1.0.0"))),
                        new Rollout.Stage(List.of(new Rollout.Member("s2", NIMES.insee(), "1.0.0")))),
                1,
                Rollout.State.HALTED,
                Optional.of("L'instance va mal."),
                NOW);
        return new Rollouts() {
            @Override
            public Rollout begin(Actor actor, String offering, String version, Optional<Insee> first) {
                verbs.add("begin " + offering + " " + version
                        + first.map(insee -> " at " + insee).orElse(""));
                return rollout;
            }

            @Override
            public Rollout halt(Actor actor, String id, String reason) {
                verbs.add("halt " + id + " " + reason);
                return rollout;
            }

            @Override
            public Rollout resume(Actor actor, String id) {
                verbs.add("resume " + id);
                return rollout;
            }

            @Override
            public List<Rollout> rollouts(Actor actor) {
                return List.of(rollout);
            }
        };
    }

    Bindings bindings() {
        return new Bindings() {
            @Override
            public Receipt bind(Actor actor, Order.Bind order, Manner manner) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Receipt unbind(Actor actor, Order.Unbind order, Manner manner) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Binding> binding(Actor actor, String subscription, String binding) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Binding> bindings(Actor actor, String subscription) {
                return List.of(binding(subscription));
            }

            @Override
            public List<Binding> standing(Actor actor) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Binding> unfinished(Actor actor) {
                return leftovers.isEmpty() ? List.of() : List.of(binding("s2"));
            }

            private Binding binding(String subscription) {
                return new Binding(
                        "b1",
                        subscription,
                        NIMES.insee(),
                        "of-actes",
                        "pl-standard",
                        "c-7f3a",
                        Map.of("context", "private"),
                        Binding.State.ACTIVE,
                        NOW,
                        Optional.of(NOW.plusSeconds(60)),
                        Optional.of(NOW.plusSeconds(30)),
                        Optional.empty(),
                        House.this.subscription(subscription, NIMES).operation());
            }

            @Override
            public Optional<Operation> operation(Actor actor, String subscription, String binding, String operation) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Secret> secret(Actor actor, Binding binding) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Actor> authenticate(String credential, String secret) {
                throw new UnsupportedOperationException();
            }
        };
    }

    Inspection inspection() {
        return new Inspection() {
            @Override
            public Report inspect(Actor actor) {
                actor.require(Role.STAFF, Role.AUDITOR);
                return new Report(
                        List.of(new Finding(
                                "directory",
                                "30189/actes",
                                Finding.Kind.MISSING,
                                "Le groupe du service manque dans l'annuaire.")),
                        List.of("instance: no answer"));
            }

            @Override
            public Report repair(Actor actor) {
                actor.require(Role.STAFF);
                return new Report(List.of(), List.of());
            }
        };
    }

    Platforms platforms() {
        return new Platforms() {
            @Override
            public List<Platform> all() {
                return List.of(
                        new Platform("gard", "Portail du Gard", Optional.empty()),
                        new Platform("vistre", "Portail du Vistre", Optional.of(Set.of(NIMES.insee()))));
            }

            @Override
            public String renewPassword(Actor actor, String name) {
                actor.require(Role.STAFF);
                if (!name.equals("vistre")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no platform " + name + ".");
                }
                return "battery-staple-correct";
            }

            @Override
            public void withdraw(Actor actor, String name) {
                actor.require(Role.STAFF);
                if (!name.equals("vistre")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no platform " + name + ".");
                }
            }
        };
    }

    Archives archives() {
        return new Archives() {
            @Override
            public List<Archive> of(Actor actor, Insee tenant) {
                return List.of(new Archive("actes-s2.zip", "s2", 3, "ab12", NOW));
            }

            @Override
            public InputStream open(Actor actor, Insee tenant, String file) {
                if (!file.equals("actes-s2.zip")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no archive " + file + ".");
                }
                return new ByteArrayInputStream("zip".getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    Declarations declarations() {
        return (actor, declaration, planOnly) -> {
            declared.add(declaration);
            return List.of(planOnly ? "would change" : "changed");
        };
    }

    ReadingIntake intake() {
        return (actor, readings) -> {
            answer(null);
            try {
                taking.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            List<ReadingIntake.Receipt> receipts = new ArrayList<>();
            for (Reading reading : readings) {
                boolean known = taken.stream()
                        .anyMatch(other -> other.source().equals(reading.source())
                                && other.id().equals(reading.id()));
                taken.add(reading);
                receipts.add(
                        reading.offering().equals("actes")
                                ? new ReadingIntake.Receipt(
                                        known ? ReadingIntake.Outcome.DUPLICATE : ReadingIntake.Outcome.ACCEPTED, "")
                                : new ReadingIntake.Receipt(
                                        ReadingIntake.Outcome.REFUSED, "No such service " + reading.offering() + "."));
            }
            return receipts;
        };
    }

    Metering metering() {
        return new Metering() {
            @Override
            public List<Total> hourly(Filter filter) {
                return totals(filter);
            }

            @Override
            public List<Total> totals(Filter filter) {
                asked = filter;
                return List.of(new Total(
                        NIMES.insee(), "actes", "acts-published", filter.from(), 2, 0, new BigDecimal("1200.500000")));
            }

            @Override
            public List<Reading> readings(Filter filter, Optional<Place> after, int limit) {
                asked = filter;
                int from = after.map(
                                place -> taken.stream().map(Place::of).toList().indexOf(place) + 1)
                        .orElse(0);
                return taken.stream().skip(from).limit(limit).toList();
            }

            @Override
            public List<Gap> gaps(Filter filter) {
                noGaps.ifPresent(refusal -> {
                    throw refusal;
                });
                asked = filter;
                return gaps;
            }

            @Override
            public List<Gap> missing(Decisions decisions, Filter filter) {
                throw new UnsupportedOperationException();
            }

            @Override
            public IntakeCount answered() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Arrivals> arrivals(Instant since) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Quarantined> quarantine(Filter filter, int limit) {
                asked = filter;
                return taken.stream()
                        .limit(limit)
                        .map(reading -> new Quarantined(reading, QuarantineReason.CLOSED_PERIOD, NOW))
                        .toList();
            }

            @Override
            public Map<QuarantineReason, Long> quarantined() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long replay(Actor actor, String source, Duration shift) {
                replayed = actor.id() + " " + source + " " + shift;
                return taken.size();
            }

            @Override
            public List<Seal> seal(Decisions decisions, Instant from, Instant to) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<String> verify() {
                return seals;
            }
        };
    }

    Statements costs() {
        return new Statements() {
            @Override
            public List<Statement> close(Actor actor, YearMonth period) {
                actor.require(Role.STAFF);
                if (!period.equals(OCTOBER)) {
                    throw new Refusal(Reason.NOT_ELIGIBLE, "The month " + period + " isn't over yet.");
                }
                return statements();
            }

            @Override
            public List<Statement> ofPeriod(Actor actor, YearMonth period) {
                return statements().stream()
                        .filter(statement -> actor.mayRead(statement.debtor().insee()))
                        .toList();
            }

            @Override
            public Optional<Statement> find(Actor actor, Insee tenant, YearMonth period) {
                return ofPeriod(actor, period).stream()
                        .filter(statement -> statement.debtor().insee().equals(tenant) && period.equals(OCTOBER))
                        .findFirst();
            }

            @Override
            public Optional<String> document(Actor actor, Insee tenant, YearMonth period) {
                return find(actor, tenant, period)
                        .map(statement ->
                                "{\"issued\":\"" + tenant + "\",\"totalCents\":" + statement.totalCents() + "}");
            }

            @Override
            public List<String> verify() {
                return sums;
            }

            @Override
            public List<YearMonth> closedPeriods() {
                return List.of(OCTOBER);
            }
        };
    }
}
