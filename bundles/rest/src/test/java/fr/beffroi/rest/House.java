package fr.beffroi.rest;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statements;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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
            List.of(new Meter("acts-published", "Actes publiés", "acte", Meter.Aggregation.COUNT)),
            List.of(new FunctionalUnit(
                    "acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1)),
            List.of(new Plan("pl-standard", "standard", "Pour tous.", Map.of("acte", new BigDecimal("7.90")))));

    final List<Reading> taken = new ArrayList<>();
    final List<Declaration> declared = new ArrayList<>();
    final List<String> seals = new ArrayList<>();
    final List<String> sums = new ArrayList<>();
    Filter asked;
    RuntimeException failure;

    static Subscription subscription(String id, Commune commune) {
        Operation operation = new Operation(
                "op-" + id,
                id,
                Operation.Kind.SUBSCRIBE,
                Operation.State.SUCCEEDED,
                "Done.",
                List.of("directory", "database"),
                List.of(),
                NOW,
                Optional.of(NOW.plusSeconds(3)));
        return new Subscription(
                id,
                commune.insee(),
                "of-actes",
                "pl-standard",
                Map.of("space_guid", "mairie"),
                Subscription.State.ACTIVE,
                NOW,
                operation);
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
            public Receipt order(Actor actor, Order order) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Subscription> subscription(Actor actor, String id) {
                return subscriptions(actor).stream()
                        .filter(subscription -> subscription.id().equals(id))
                        .findFirst();
            }

            @Override
            public List<Subscription> subscriptions(Actor actor) {
                return List.of(House.subscription("s1", BOUILLARGUES), House.subscription("s2", NIMES)).stream()
                        .filter(subscription -> actor.mayRead(subscription.tenant()))
                        .toList();
            }

            @Override
            public Optional<Operation> operation(Actor actor, String subscription, String operation) {
                return Optional.empty();
            }

            @Override
            public List<Receipt> leave(Actor actor, Insee tenant) {
                actor.require(Role.STAFF);
                Subscription ending = House.subscription("s2", NIMES);
                return List.of(new Receipt(ending, ending.operation(), false));
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
                        NIMES.insee(), "actes", "acts-published", filter.from(), 2, new BigDecimal("1200.500000")));
            }

            @Override
            public List<Reading> readings(Filter filter, String afterSource, String afterId, int limit) {
                asked = filter;
                return taken.stream()
                        .filter(reading ->
                                (reading.source() + "\n" + reading.id()).compareTo(afterSource + "\n" + afterId) > 0)
                        .limit(limit)
                        .toList();
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
