package fr.beffroi.rest;

import fr.beffroi.costs.Statement;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** A statement as a table for a spreadsheet: RFC 4180, UTF-8, a French header, one row a line of the statement. */
final class StatementTable {
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
            "Montant dû (€)",
            "Justification",
            "Relevés",
            "Empreinte des relevés");

    private StatementTable() {}

    static String of(Statement statement) {
        StringBuilder table = new StringBuilder(row(HEADER));
        for (Statement.Line line : statement.lines()) {
            table.append(row(List.of(
                    statement.period().toString(),
                    statement.debtor().insee().code(),
                    statement.debtor().name(),
                    statement.debtor().siren().number(),
                    statement.creditor().siren().number(),
                    line.offering(),
                    line.title(),
                    Quantities.shown(line.units()).toPlainString(),
                    Quantities.shown(line.allUnits()).toPlainString(),
                    euros(line.sharedCents()),
                    line.unitCost().toPlainString(),
                    euros(line.amountCents()),
                    line.evidence().basis(),
                    line.evidence().address().orElse(""),
                    line.evidence().merkleRoot().orElse(""))));
        }
        return table.toString();
    }

    private static String euros(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    private static String row(List<String> cells) {
        return cells.stream().map(StatementTable::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
