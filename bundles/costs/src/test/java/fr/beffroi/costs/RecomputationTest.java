package fr.beffroi.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Siren;
import fr.beffroi.costs.Statement.Evidence;
import fr.beffroi.costs.Statement.Line;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecomputationTest {
    private static final Instant FROM = Instant.parse("2026-10-31T23:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-30T23:00:00Z");

    @Test
    void whatAddsUpHasNoFindings() {
        assertEquals(List.of(), Recomputation.findings(List.of()));
        assertEquals(
                List.of(),
                Recomputation.findings(List.of(
                        statement("30036", 34, line("1", 100, 34)),
                        statement("30060", 33, line("1", 100, 33)),
                        statement("30189", 33, line("1", 100, 33)))));
    }

    @Test
    void aTotalThatIsNotTheSumOfItsLinesIsFound() {
        assertFinding("30036", statement("30036", 99, line("1", 100, 100)));
    }

    @Test
    void aShareThatIsNotTheRightOneIsFound() {
        assertFinding(
                "The share of 30036",
                statement("30036", 49, line("1", 100, 49)),
                statement("30189", 51, line("1", 100, 51)));
    }

    @Test
    void sharingMoreThanWasSpentIsFound() {
        assertFinding("eligible charges", statement("30036", 101, line("1", 101, 101)));
    }

    @Test
    void statementsThatContradictEachOtherAreFound() {
        assertFinding(
                "don't agree", statement("30036", 50, line("1", 100, 50)), statement("30189", 51, line("1", 101, 51)));
    }

    @Test
    void statementsThatDoNotAgreeOnWhatMakesAUnitAreFound() {
        Optional<Conversion> rule = Optional.of(new Conversion(1, LocalDate.of(2026, 1, 1), 1_000, 1, "ko"));
        for (Line other : List.of(
                line("1", 100, 50, 2, 1, Optional.empty()),
                line("1", 100, 50, 1, 2, Optional.empty()),
                line("1", 100, 50, 1, 1, rule))) {
            assertFinding(
                    "what makes one actes/acte",
                    statement("30036", 50, line("1", 100, 50)),
                    statement("30189", 50, other));
        }
    }

    private static void assertFinding(String part, Statement... statements) {
        List<String> findings = Recomputation.findings(List.of(statements));
        assertTrue(!findings.isEmpty() && findings.get(0).contains(part), findings::toString);
    }

    private static Statement statement(String insee, long total, Line... lines) {
        return new Statement(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                new Commune(new Insee(insee), new Siren("213001894"), "C" + insee, 1, List.of()),
                YearMonth.of(2026, 11),
                TO,
                List.of(lines),
                total);
    }

    /** 100 cents were spent. */
    private static Line line(String counted, long shared, long amount) {
        return line(counted, shared, amount, 1, 1, Optional.empty());
    }

    private static Line line(
            String counted, long shared, long amount, long per, long averagedOver, Optional<Conversion> rule) {
        return new Line(
                "actes",
                "acte",
                "acte publié",
                new BigDecimal(counted),
                BigDecimal.TEN,
                shared,
                BigDecimal.ONE,
                amount,
                List.of(
                        new Charge(Charge.Family.PERSONNEL, "Paie", 100, "2026-11", Optional.empty()),
                        new Charge(Charge.Family.SUPPLIES, "Vœux", 7, "F7", Optional.of("sans lien"))),
                new Evidence(
                        "1 relevé",
                        new BigDecimal(counted),
                        per,
                        Optional.empty(),
                        FROM,
                        TO,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        averagedOver,
                        rule,
                        Optional.empty()));
    }
}
