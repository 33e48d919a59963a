package fr.beffroi.rest;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Stand-ins for the broker, its bindings and its rollouts, with a subscription of each commune; they keep what they were asked. */
final class Counter {
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
                            List.of(new Conversion(1, LocalDate.of(2026, 1, 1), 1_000, 1, "millier")),
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
            House.NIMES.insee(),
            "2026-014",
            LocalDate.of(2026, 1, 15),
            "2025-12-08",
            LocalDate.of(2025, 12, 11),
            "ab".repeat(32));

    final List<Order> ordered = new ArrayList<>();
    /** What else was asked for: {@code approve s2}. */
    final List<String> verbs = new ArrayList<>();

    /** Of every subscription. */
    Subscription.State state;
    /** What the operation of every subscription left behind. */
    List<String> leftovers;

    private final House house;

    Counter(House house) {
        this.house = house;
    }

    /** As at the beginning of each story. */
    void begin() {
        ordered.clear();
        verbs.clear();
        state = Subscription.State.ACTIVE;
        leftovers = List.of();
    }

    Broker broker() {
        return new Broker() {
            @Override
            public List<Offering> catalogue() {
                return List.of(ACTES);
            }

            @Override
            public Receipt order(Actor actor, Order order, Manner manner) {
                house.failIfToldTo();
                ordered.add(order);
                if (order instanceof Order.Suspend) {
                    return begun(order.subscription(), Operation.Kind.SUSPEND);
                }
                if (order instanceof Order.Unsubscribe) {
                    return begun(order.subscription(), Operation.Kind.UNSUBSCRIBE);
                }
                Subscription same = Counter.this.subscription(order.subscription(), House.NIMES);
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
                Subscription same = Counter.this.subscription(subscription, House.NIMES);
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
                return List.of(
                                Counter.this.subscription("s1", House.BOUILLARGUES),
                                Counter.this.subscription("s2", House.NIMES))
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
                        new Rollout.Stage(List.of(new Rollout.Member("s1", House.BOUILLARGUES.insee(), "1.0.0"))),
                        new Rollout.Stage(List.of(new Rollout.Member("s2", House.NIMES.insee(), "1.0.0")))),
                1,
                Rollout.State.HALTED,
                Optional.of("L'instance va mal."),
                House.NOW);
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
                        House.NIMES.insee(),
                        "of-actes",
                        "pl-standard",
                        "c-7f3a",
                        Map.of("context", "private"),
                        Binding.State.ACTIVE,
                        House.NOW,
                        Optional.of(House.NOW.plusSeconds(60)),
                        Optional.of(House.NOW.plusSeconds(30)),
                        Optional.empty(),
                        Counter.this.subscription(subscription, House.NIMES).operation());
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

    Subscription subscription(String id, Commune commune) {
        Operation operation = new Operation(
                "op-" + id,
                id,
                Optional.empty(),
                Operation.Kind.SUBSCRIBE,
                Operation.State.SUCCEEDED,
                "Done.",
                List.of(
                        new Operation.Step("directory", false, House.NOW.plusMillis(250)),
                        new Operation.Step("database", false, House.NOW.plusMillis(1_750))),
                List.of("directory", "database"),
                leftovers,
                House.NOW,
                Optional.of(House.NOW.plusSeconds(3)));
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
                House.NOW,
                state == Subscription.State.LEAVING
                        ? Optional.of(House.NOW.plus(Duration.ofDays(30)))
                        : Optional.empty(),
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
                House.NOW,
                Optional.empty());
        return new Broker.Receipt(subscription(id, House.NIMES, operation), operation, false);
    }
}
