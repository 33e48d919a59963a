package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A statement as a person reads it. */
final class StatementTable {
    private static final List<String> HEAD =
            List.of("Service", "Unité", "Unités", "Coût unitaire", "Montant", "Preuve");
    private static final List<Boolean> TO_THE_RIGHT = List.of(false, false, true, true, true, false);

    private static final int WIDE_ENOUGH_FOR_EVIDENCE = 120;

    private StatementTable() {}

    /**
     * The lines to print.
     *
     * @param columns how many characters fit on a line; on a narrow screen the evidence is left out
     */
    static List<String> of(JsonNode statement, int columns) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (JsonNode line : statement.path("lines")) {
            rows.add(List.of(
                    line.path("offering").asText(),
                    line.path("title").asText(),
                    Figures.exact(line.path("units").decimalValue()),
                    Figures.exact(line.path("unitCost").decimalValue()) + " €",
                    Figures.euros(line.path("amountCents").asLong()),
                    line.path("evidence").path("basis").asText()));
        }
        rows.add(List.of(
                "Total", "", "", "", Figures.euros(statement.path("totalCents").asLong()), ""));
        boolean evidence = columns >= WIDE_ENOUGH_FOR_EVIDENCE;
        return aligned(
                evidence
                        ? rows
                        : rows.stream()
                                .map(row -> row.subList(0, row.size() - 1))
                                .toList());
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(TO_THE_RIGHT.get(i) ? padding + row.get(i) : row.get(i) + padding)
                        .append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        String rule = "─".repeat(lines.stream().mapToInt(String::length).max().orElse(0));
        lines.add(1, rule);
        lines.add(lines.size() - 1, rule);
        return lines;
    }
}
