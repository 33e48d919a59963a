package fr.beffroi.rest;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statements;
import fr.beffroi.metering.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stand-in for the costs: October is closed, and no other month. */
final class Books {
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final Instant FROM = Instant.parse("2026-09-30T22:00:00Z");
    private static final Instant TO = Instant.parse("2026-10-31T23:00:00Z");

    /** What is found when they are verified. */
    final List<String> sums = new ArrayList<>();

    /** With it, what was used is a level, an average over the month, and converted by it. */
    Optional<Conversion> rule;

    /** As at the beginning of each story. */
    void begin() {
        sums.clear();
        rule = Optional.empty();
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

    /** Statements of October: 10 and 20 acts share 100,00 €. */
    private List<Statement> statements() {
        return List.of(statement(House.BOUILLARGUES, "10", 3333), statement(House.NIMES, "20", 6667));
    }

    private Statement statement(Commune debtor, String units, long cents) {
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
                        FROM,
                        TO,
                        Long.parseLong(units),
                        Optional.of("ab12"),
                        Optional.of("/api/v1/readings?tenant=" + debtor.insee()),
                        rule.isPresent() ? ChronoUnit.MICROS.between(FROM, TO) : 1,
                        rule,
                        rule.map(one ->
                                new Level(Optional.empty(), List.of(new Level.Subscribed(FROM, Optional.empty()))))));
        return new Statement(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                debtor,
                OCTOBER,
                House.NOW,
                List.of(line),
                cents);
    }
}
