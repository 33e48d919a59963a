package fr.beffroi.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Siren;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementTableTest {
    private static Statement.Line line(String title, String units, long cents) {
        return new Statement.Line(
                "actes",
                "acte",
                title,
                new BigDecimal(units),
                new BigDecimal("1234567.500000"),
                cents,
                new BigDecimal("3.333333"),
                cents,
                List.of(),
                new Statement.Evidence(
                        "30 jours d'abonnement, 1 071 habitants",
                        new BigDecimal(units),
                        1,
                        Optional.empty(),
                        Instant.parse("2026-09-30T22:00:00Z"),
                        Instant.parse("2026-10-31T23:00:00Z"),
                        0,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static List<String> rows(Statement.Line... lines) {
        long total =
                List.of(lines).stream().mapToLong(Statement.Line::amountCents).sum();
        String table = StatementTable.of(new Statement(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                new Commune(new Insee("30189"), new Siren("213001894"), "Nîmes", 151_839, List.of()),
                YearMonth.of(2026, 10),
                Instant.parse("2026-11-02T08:00:00Z"),
                List.of(lines),
                total));
        assertTrue(table.endsWith("\r\n"), table);
        return List.of(table.split("\r\n"));
    }

    @Test
    void numbersHaveADecimalCommaAndNothingBetweenThousands() {
        assertEquals(
                "2026-10;30189;Nîmes;213001894;243000643;actes;acte;12,25;1234567,5;2638,79;3,333333;2638,79;"
                        + "30 jours d'abonnement, 1 071 habitants;;",
                rows(line("acte", "12.250000", 263879)).get(1));
    }

    @Test
    void wholeHundredsStayWhole() {
        assertTrue(rows(line("acte", "300.000000", 1)).get(1).contains(";300;1234567,5;"));
    }

    @Test
    void onlyWhatWouldBreakTheColumnsIsQuoted() {
        List<String> rows = rows(
                line("acte, délibération", "1", 1),
                line("acte ; délibération", "1", 1),
                line("acte \"numérique\"", "1", 1),
                line("acte\nlong", "1", 1));
        assertTrue(rows.get(1).contains(";acte, délibération;"), rows.get(1));
        assertTrue(rows.get(2).contains(";\"acte ; délibération\";"), rows.get(2));
        assertTrue(rows.get(3).contains(";\"acte \"\"numérique\"\"\";"), rows.get(3));
        assertTrue(rows.get(4).contains(";\"acte\nlong\";"), rows.get(4));
    }

    @Test
    void theLastRowIsTheTotalUnderTheAmounts() {
        List<String> rows = rows(line("un", "1", 263879), line("deux", "2", 5));
        String[] header = rows.get(0).split(";", -1);
        String[] total = rows.get(3).split(";", -1);
        assertEquals(4, rows.size());
        assertEquals(header.length, total.length);
        assertEquals("Total", total[0]);
        assertEquals("2638,84", total[List.of(header).indexOf("Montant dû (€)")]);
        assertEquals(
                "Total;2638,84",
                String.join(
                        ";",
                        List.of(total).stream().filter(cell -> !cell.isEmpty()).toList()));
    }

    @Test
    void theFileSaysThatItIsUtf8() {
        assertTrue(rows().get(0).startsWith("\uFEFFPériode;"));
        assertEquals("Total;;;;;;;;;;;0,00;;;", rows().get(1));
    }
}
