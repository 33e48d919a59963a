package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.costs.Recomputation;
import fr.beffroi.costs.Statement;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A statement says on how many days nothing was heard of a meter that has a rhythm. */
class MissingDaysTest {
    private House house;

    @BeforeEach
    void open(Store store) throws Exception {
        house = new House(store);
    }

    @AfterEach
    void close() {
        house.close();
    }

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

    private static Offering daily() {
        Offering actes = House.ACTES;
        List<Meter> meters = actes.meters().stream()
                .map(meter -> meter.name().equals("acts-published")
                        ? new Meter(
                                meter.name(),
                                meter.title(),
                                meter.unit(),
                                meter.aggregation(),
                                Optional.of(Duration.ofDays(1)))
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
