package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.costs.Statement;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementTableTest {
    private static final Statement NIMES = House.statements().get(1);

    private static Statement.Line line(String title, String units, long cents) {
        Statement.Line like = NIMES.lines().get(0);
        return new Statement.Line(
                like.offering(),
                like.unit(),
                title,
                new BigDecimal(units),
                new BigDecimal("1234567.500000"),
                cents,
                like.unitCost(),
                cents,
                like.charges(),
                new Statement.Evidence(
                        "30 jours d'abonnement, 1 071 habitants",
                        like.evidence().counted(),
                        like.evidence().per(),
                        Optional.empty(),
                        like.evidence().from(),
                        like.evidence().to(),
                        0,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static List<String> rows(Statement.Line... lines) {
        long total =
                List.of(lines).stream().mapToLong(Statement.Line::amountCents).sum();
        String table = StatementTable.of(new Statement(
                NIMES.creditor(), NIMES.debtor(), NIMES.period(), NIMES.issuedAt(), List.of(lines), total));
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
