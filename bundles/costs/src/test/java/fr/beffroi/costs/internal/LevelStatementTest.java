package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.BERNIS;
import static fr.beffroi.costs.internal.House.CAISSARGUES;
import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.costs.Recomputation;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statement.Evidence;
import fr.beffroi.costs.Statement.Line;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Level;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

class LevelStatementTest extends InTheHouse {
    private static final Conversion BY_THOUSANDS = new Conversion(1, LocalDate.of(2026, 1, 1), 1_000, 1, "Go");
    private static final Conversion BY_POWERS = new Conversion(2, LocalDate.of(2026, 12, 1), 1_024, 1, "Gio");

    /** Paid by what is kept and for how long. */
    private static final Offering STOCKAGE = new Offering(
            "8d1f-stockage",
            "stockage",
            "Stockage",
            "Garde des fichiers.",
            List.of(),
            Optional.empty(),
            false,
            List.of(new Meter(
                    "kept", "Volume gardé", "Mo", Meter.Aggregation.TIME_WEIGHTED, List.of(BY_THOUSANDS, BY_POWERS))),
            List.of(new FunctionalUnit(
                    "go-mois", "gigaoctet pendant un mois", FunctionalUnit.Basis.METER, Optional.of("kept"), 1)),
            List.of(new Plan("plan-stockage", "standard", "Tout compris.", Map.of())));

    @BeforeEach
    void offerStorage() {
        house.catalogue.add(STOCKAGE);
        house.record(new Decision.OfferingPublished(STOCKAGE));
    }

    @OnBothStores
    void aGigabyteForAMonthIsAUnitAndHalfAMonthIsHalfOfOne() {
        // November in Paris has 720 hours, from the 31st at 23:00 UTC; its middle is the 15th at 23:00 UTC.
        twoMonths();
        List<Statement> november = house.statements.close(STAFF, NOVEMBER);

        Line nimes = line(november, NIMES);
        assertEquals(new BigDecimal("3000.000000"), nimes.units());
        assertEquals(new BigDecimal("3001.000000"), nimes.allUnits());
        assertEquals(new BigDecimal("0.033322"), nimes.unitCost());
        assertEquals(9_997, nimes.amountCents());
        assertEquals(3, line(november, BERNIS).amountCents());
        Evidence evidence = nimes.evidence();
        assertEquals(720L * 3_600 * 1_000_000, evidence.averagedOver());
        assertEquals(
                new BigDecimal("3000000")
                        .multiply(BigDecimal.valueOf(evidence.averagedOver()))
                        .setScale(6),
                evidence.counted());
        assertEquals(Optional.of(BY_THOUSANDS), evidence.conversion());
        assertEquals(
                "1 relevé du compteur kept, en moyenne sur la durée du mois, avec le niveau relevé avant le mois,"
                        + " converti par la règle 1 (1\u202f000 Mo = 1 Go)",
                evidence.basis());
        assertEquals(
                Optional.empty(),
                line(november, BERNIS).evidence().level().orElseThrow().carried());
        for (Statement statement : november) {
            Line line = statement.lines().get(0);
            assertEquals(line.evidence().counted(), recounted(statement.debtor(), line.evidence()));
        }
        assertEquals(List.of(), Recomputation.findings(november));
        assertEquals(november, house.statements.ofPeriod(STAFF, NOVEMBER), "as they are kept");
    }

    @OnBothStores
    void aMonthWithoutAnyReadingIsBilledByWhatStillStandsAndByItsOwnRule() {
        twoMonths();
        List<Statement> november = house.statements.close(STAFF, NOVEMBER);
        List<Statement> december = house.statements.close(STAFF, NOVEMBER.plusMonths(1));

        Line nimes = line(december, NIMES);
        assertEquals(new BigDecimal("3906.250000"), nimes.units(), "4 000 000 Mo by 1 024");
        assertEquals(new BigDecimal("1.953125"), line(december, BERNIS).units());
        assertEquals(Optional.of(BY_POWERS), nimes.evidence().conversion());
        assertEquals(0, nimes.evidence().readings());
        assertEquals(Optional.empty(), nimes.evidence().merkleRoot(), "there is nothing to be sealed");
        assertEquals(nimes.evidence().counted(), recounted(NIMES, nimes.evidence()));
        assertEquals(List.of(), Recomputation.findings(december));
        assertEquals(november, house.statements.ofPeriod(STAFF, NOVEMBER), "what was issued stays");
        assertEquals(List.of(), house.statements.verify());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void whoWasSilentHasALineOfNothingByTheSameRule() {
        Offering daily = offerInstead(new Meter(
                "kept",
                "Volume gardé",
                "Mo",
                Meter.Aggregation.TIME_WEIGHTED,
                List.of(BY_THOUSANDS, BY_POWERS),
                Optional.of(Duration.ofDays(1))));
        house.at("2026-10-15T08:00:00Z");
        List.of(NIMES, BERNIS, CAISSARGUES).forEach(this::subscribe);
        read(NIMES, "2026-11-15T23:00:00Z", "4000000");
        read(BERNIS, "2026-11-15T23:00:00Z", "2000");
        takeBack(BERNIS, "2026-11-15T23:00:00Z", "2000");
        house.at("2027-01-02T00:00:00Z");
        house.declare(List.of(daily), stock(NOVEMBER));

        List<Statement> november = house.statements.close(STAFF, NOVEMBER);

        for (Commune silent : List.of(BERNIS, CAISSARGUES)) {
            Line line = line(november, silent);
            assertEquals(0, line.amountCents());
            assertEquals(line(november, NIMES).allUnits(), line.allUnits());
            assertEquals(
                    line(november, NIMES).evidence().averagedOver(),
                    line.evidence().averagedOver());
            assertEquals(Optional.of(BY_THOUSANDS), line.evidence().conversion());
        }
        assertEquals(List.of(), Recomputation.findings(november));
    }

    @OnBothStores
    void aConversionMovesNoCentBetweenCommunes() {
        Conversion coarse = new Conversion(1, LocalDate.of(2026, 1, 1), 1_000_000, 1, "To");
        Offering summed = offerInstead(
                new Meter("kept", "Volume gardé", "Mo", Meter.Aggregation.SUM, List.of(coarse), Optional.empty()));
        read(NIMES, "2026-11-15T23:00:00Z", "1.4");
        read(BERNIS, "2026-11-15T23:00:00Z", "0.6");
        house.at("2026-12-02T00:00:00Z");
        house.declare(List.of(summed), stock(NOVEMBER));

        List<Statement> november = house.statements.close(STAFF, NOVEMBER);

        assertEquals(line(november, BERNIS).units(), line(november, NIMES).units(), "as they are rounded to be shown");
        assertEquals(3_000, line(november, BERNIS).amountCents());
        assertEquals(7_000, line(november, NIMES).amountCents());
    }

    /** The same service with another meter in the place of its own. */
    private Offering offerInstead(Meter kept) {
        Offering other = new Offering(
                STOCKAGE.id(),
                STOCKAGE.name(),
                STOCKAGE.title(),
                STOCKAGE.description(),
                STOCKAGE.tags(),
                STOCKAGE.hosted(),
                STOCKAGE.openToVisitors(),
                List.of(kept),
                STOCKAGE.units(),
                STOCKAGE.plans());
        house.catalogue.set(house.catalogue.indexOf(STOCKAGE), other);
        house.record(new Decision.OfferingPublished(other));
        return other;
    }

    @OnBothStores
    void aStatementFromBeforeThereWereLevelsIsStillRead() {
        house.subscribe(NIMES);
        house.at("2026-11-10T12:00:00Z");
        house.use(NIMES, "acts-published", "1", "4");
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 10_000));
        Statement issued = house.statements.close(STAFF, NOVEMBER).get(0);
        String document =
                house.statements.document(STAFF, NIMES.insee(), NOVEMBER).orElseThrow();

        String before = document.replace("\"averagedOver\":1,", "")
                .replace("\"conversion\":null,", "")
                .replace("\"level\":null,", "");

        assertTrue(before.length() < document.length() && !before.contains("level"), before);
        assertEquals(issued, Json.read(before, Statement.class));
    }

    /** From nothing but what an auditor gets: the readings of the month, and the evidence. */
    private BigDecimal recounted(Commune commune, Evidence evidence) {
        Level level = evidence.level().orElseThrow();
        List<Reading> readings = new ArrayList<>(level.carried().stream().toList());
        readings.addAll(house.metering.readings(
                new Filter(
                        Optional.of(commune.insee()),
                        Optional.of("stockage"),
                        evidence.meter(),
                        evidence.from(),
                        evidence.to()),
                Optional.empty(),
                100));
        Instant begun = level.subscribed().get(0).from();
        BigDecimal counted = BigDecimal.ZERO.setScale(6);
        for (int i = 0; i < readings.size(); i++) {
            Instant from = later(later(readings.get(i).time(), evidence.from()), begun);
            Instant to = i + 1 < readings.size() ? readings.get(i + 1).time() : evidence.to();
            counted = counted.add(
                    readings.get(i).quantity().multiply(BigDecimal.valueOf(ChronoUnit.MICROS.between(from, to))));
        }
        return counted;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void twoMonths() {
        house.at("2026-10-15T08:00:00Z");
        subscribe(NIMES);
        read(NIMES, "2026-10-20T00:00:00Z", "2000000");
        house.at("2026-11-15T23:00:00Z");
        read(NIMES, "2026-11-15T23:00:00Z", "4000000");
        subscribe(BERNIS);
        read(BERNIS, "2026-11-15T23:00:00Z", "2000");
        house.at("2027-01-02T00:00:00Z");
        house.declare(List.of(STOCKAGE), stock(NOVEMBER), stock(NOVEMBER.plusMonths(1)));
    }

    private static CostPool stock(YearMonth month) {
        return new CostPool(
                month,
                "stockage",
                "go-mois",
                List.of(new Charge(Charge.Family.SUPPLIES, "Disques", 10_000, "Facture 1", Optional.empty())));
    }

    private void subscribe(Commune commune) {
        String id = "stockage-" + commune.insee();
        house.record(new Decision.SubscriptionOrdered(
                id, id + "-in", commune.insee(), STOCKAGE.id(), "plan-stockage", "0", Optional.empty()));
        house.record(new Decision.StepDone(id, id + "-in", commune.insee(), "directory"));
        house.record(new Decision.OperationSucceeded(id, id + "-in", commune.insee()));
    }

    private void read(Commune commune, String time, String megabytes) {
        Instant at = Instant.parse(time);
        if (house.clock.instant().isBefore(at)) {
            house.clock.set(at);
        }
        take(reading(commune, time, time, megabytes, Optional.empty()));
    }

    private void takeBack(Commune commune, String time, String megabytes) {
        take(reading(commune, "not " + time, time, "-" + megabytes, Optional.of(time)));
    }

    private void take(Reading reading) {
        assertEquals(
                Outcome.ACCEPTED,
                house.metering.accept(STAFF, List.of(reading)).get(0).outcome());
    }

    private static Reading reading(
            Commune commune, String id, String time, String megabytes, Optional<String> corrects) {
        return new Reading(
                "stockage/" + commune.insee(),
                id,
                commune.insee(),
                "stockage",
                "kept",
                Instant.parse(time),
                new BigDecimal(megabytes),
                corrects,
                Optional.empty());
    }

    private static Line line(List<Statement> statements, Commune commune) {
        return statements.stream()
                .filter(statement -> statement.debtor().insee().equals(commune.insee()))
                .flatMap(statement -> statement.lines().stream())
                .filter(line -> line.offering().equals("stockage"))
                .findFirst()
                .orElseThrow();
    }
}
