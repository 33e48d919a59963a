package fr.beffroi.costs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement as a table for a spreadsheet: a French header, one row a line of the statement, a last row with the total.
 *
 * <p>It is written as what French spreadsheets open in columns without being asked: a byte order mark, without which Excel doesn't read
 * UTF-8; semicolons, its separator where the comma is the decimal sign; decimal commas and nothing between thousands, so that amounts
 * are numbers and can be added. Quotes and line ends are those of RFC 4180. Programs read the JSON.
 */
public final class StatementTable {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String AMOUNT = "Montant dû (€)";
    private static final List<String> HEADER = List.of(
            "Période",
            "Code INSEE",
            "Commune",
            "SIREN du débiteur",
            "SIREN du créancier",
            "Service",
            "Unité de fonctionnement",
            "Unités de la commune",
            "Unités de toutes les communes",
            "Charges réparties (€)",
            "Coût unitaire (€)",
            AMOUNT,
            "Justification",
            "Relevés",
            "Empreinte des relevés");

    private StatementTable() {}

    /** The whole file, with the byte order mark as its first character. */
    public static String of(Statement statement) {
        StringBuilder table = new StringBuilder(BYTE_ORDER_MARK).append(row(HEADER));
        for (Statement.Line line : statement.lines()) {
            table.append(row(List.of(
                    statement.period().toString(),
                    statement.debtor().insee().code(),
                    statement.debtor().name(),
                    statement.debtor().siren().number(),
                    statement.creditor().siren().number(),
                    line.offering(),
                    line.title(),
                    units(line.units()),
                    units(line.allUnits()),
                    euros(line.sharedCents()),
                    number(line.unitCost()),
                    euros(line.amountCents()),
                    line.evidence().basis(),
                    line.evidence().address().orElse(""),
                    line.evidence().merkleRoot().orElse(""))));
        }
        return table.append(row(total(statement.totalCents()))).toString();
    }

    private static List<String> total(long cents) {
        List<String> cells = new ArrayList<>(Collections.nCopies(HEADER.size(), ""));
        cells.set(0, "Total");
        cells.set(HEADER.indexOf(AMOUNT), euros(cents));
        return cells;
    }

    /** Without the zeros that say nothing. */
    private static String units(BigDecimal units) {
        return number(units.stripTrailingZeros());
    }

    private static String euros(long cents) {
        return number(BigDecimal.valueOf(cents, 2));
    }

    private static String number(BigDecimal number) {
        return number.toPlainString().replace('.', ',');
    }

    private static String row(List<String> cells) {
        return cells.stream().map(StatementTable::cell).collect(Collectors.joining(";", "", "\r\n"));
    }

    private static String cell(String text) {
        return text.matches("(?s).*[\";\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
