package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.BERNIS;
import static fr.beffroi.costs.internal.House.CAISSARGUES;
import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.costs.Recomputation;
import fr.beffroi.costs.Statement;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A statement says on how many days nothing was heard of a meter that has a rhythm. */
class MissingDaysTest extends InTheHouse {
    @OnBothStores
    void daysWithoutReadingsAreToldWithWhatWasCounted() {
        house.record(new Decision.OfferingPublished(daily()));
        house.subscribe(NIMES);
        for (int day = 1; day <= 30; day++) {
            house.at("2026-11-%02dT12:00:00Z".formatted(day));
            if (day != 10 && day != 11 && day != 28) {
                house.use(NIMES, "acts-published", "day " + day, "2");
            }
            if (day == 5) {
                house.use(NIMES, "page-views", "view", "1");
            }
        }
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 10_000));

        List<Statement> statements = house.statements.close(STAFF, NOVEMBER);

        Map<String, Statement.Evidence> evidence = statements.get(0).lines().stream()
                .collect(Collectors.toMap(Statement.Line::unit, Statement.Line::evidence));
        assertEquals(
                "27 relevés du compteur acts-published\u202f; 3 jours sans relevé",
                evidence.get("acte").basis());
        assertEquals(
                BigDecimal.valueOf(54).setScale(6), evidence.get("acte").counted(), "what is owed is what was counted");
        assertEquals(
                "1 relevé du compteur page-views",
                evidence.get("mille-vues").basis(),
                "nothing was expected of a meter without a rhythm");
        assertEquals(List.of(), Recomputation.findings(statements));
    }

    @OnBothStores
    void whoWasSilentAllMonthHasALineOfNothing() {
        house.record(new Decision.OfferingPublished(daily()));
        List.of(NIMES, BERNIS, CAISSARGUES).forEach(house::subscribe);
        usedEachDayOfNovember();
        house.at("2026-11-30T15:00:00Z");
        house.use(CAISSARGUES, "acts-published", "error", "4");
        house.takeBack(CAISSARGUES, "acts-published", "error", "4");
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 10_000));

        List<Statement> statements = house.statements.close(STAFF, NOVEMBER);

        assertEquals(
                Map.of(
                        NIMES.insee(),
                        "10000 30 relevés du compteur acts-published",
                        BERNIS.insee(),
                        "0 aucun relevé du compteur acts-published\u202f; 30 jours sans relevé",
                        CAISSARGUES.insee(),
                        "0 2 relevés du compteur acts-published, dont 1 repris\u202f; 30 jours sans relevé"),
                told(statements));
        assertEquals(List.of(), Recomputation.findings(statements));
        assertEquals(List.of(), house.statements.verify());
    }

    @OnBothStores
    void aRhythmThatWasWithdrawnInTheMeantimeIsRemembered() {
        house.record(new Decision.OfferingPublished(daily()));
        house.subscribe(NIMES);
        house.subscribe(BERNIS);
        usedEachDayOfNovember();
        house.at("2026-12-01T12:00:00Z");
        house.record(new Decision.OfferingPublished(House.ACTES));
        house.declare(pool("acte", 10_000));

        assertEquals(
                "0 aucun relevé du compteur acts-published\u202f; 30 jours sans relevé",
                told(house.statements.close(STAFF, NOVEMBER)).get(BERNIS.insee()));
    }

    @OnBothStores
    void aMonthThatIsClosedAtOnceHasItsLastHoursToo() {
        house.record(new Decision.OfferingPublished(reporting(Duration.ofHours(1))));
        house.subscribe(NIMES);
        for (Instant at = Instant.parse("2026-10-31T23:30:00Z");
                at.isBefore(Instant.parse("2026-11-30T21:00:00Z"));
                at = at.plus(Duration.ofHours(1))) {
            house.clock.set(at);
            house.use(NIMES, "acts-published", at.toString(), "1");
        }
        house.at("2026-11-30T23:00:00Z");
        house.declare(pool("acte", 10_000));

        assertEquals(
                "10000 718 relevés du compteur acts-published\u202f; 1 jour sans relevé",
                told(house.statements.close(STAFF, NOVEMBER)).get(NIMES.insee()));
    }

    @OnBothStores
    void nothingIsSaidOfTheSilenceOfAMeterWithoutARhythm() {
        house.subscribe(NIMES);
        house.subscribe(BERNIS);
        usedEachDayOfNovember();
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 10_000));

        assertEquals(
                Map.of(NIMES.insee(), "10000 30 relevés du compteur acts-published"),
                told(house.statements.close(STAFF, NOVEMBER)));
    }

    private void usedEachDayOfNovember() {
        for (int day = 1; day <= 30; day++) {
            house.at("2026-11-%02dT12:00:00Z".formatted(day));
            house.use(NIMES, "acts-published", "day " + day, "2");
        }
    }

    /** Of the unit {@code acte}, the amount in cents and its basis. */
    private static Map<Insee, String> told(List<Statement> statements) {
        Map<Insee, String> told = new TreeMap<>();
        for (Statement statement : statements) {
            for (Statement.Line line : statement.lines()) {
                if (line.unit().equals("acte")) {
                    told.put(
                            statement.debtor().insee(),
                            line.amountCents() + " " + line.evidence().basis());
                }
            }
        }
        return told;
    }

    private static Offering daily() {
        return reporting(Duration.ofDays(1));
    }

    private static Offering reporting(Duration rhythm) {
        Offering actes = House.ACTES;
        List<Meter> meters = actes.meters().stream()
                .map(meter -> meter.name().equals("acts-published")
                        ? new Meter(meter.name(), meter.title(), meter.unit(), meter.aggregation(), Optional.of(rhythm))
                        : meter)
                .toList();
        return new Offering(
                actes.id(),
                actes.name(),
                actes.title(),
                actes.description(),
                actes.tags(),
                actes.hosted(),
                actes.openToVisitors(),
                meters,
                actes.units(),
                actes.plans());
    }
}
