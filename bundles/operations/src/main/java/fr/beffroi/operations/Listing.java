package fr.beffroi.operations;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a command lists: as an aligned table for people, or as JSON for scripts. */
final class Listing {
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    Listing(String... columns) {
        this.columns = List.of(columns);
    }

    void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** As people read it: a moment to the second, in UTC. Scripts get all of it. */
    static String shown(Object cell) {
        return cell instanceof Instant moment
                ? moment.truncatedTo(ChronoUnit.SECONDS).toString()
                : cell.toString();
    }

    String text(boolean json) {
        return json ? Json.write(rows.stream().map(this::named).toList()) + "\n" : table();
    }

    private Map<String, Object> named(List<Object> row) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            Object cell = row.get(column);
            named.put(columns.get(column), cell instanceof Number || cell instanceof Boolean ? cell : cell.toString());
        }
        return named;
    }

    private String table() {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int index = column;
            widths.add(Math.max(
                    columns.get(column).length(),
                    rows.stream()
                            .mapToInt(row -> shown(row.get(index)).length())
                            .max()
                            .orElse(0)));
        }
        StringBuilder table = new StringBuilder(line(columns, widths));
        rows.forEach(row -> table.append(line(row, widths)));
        return table.append(rows.size())
                .append(rows.size() == 1 ? " line\n" : " lines\n")
                .toString();
    }

    private static String line(List<?> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            Object cell = cells.get(column);
            String text = shown(cell);
            String padding = " ".repeat(widths.get(column) - text.length());
            line.append(cell instanceof Number ? padding + text : text + padding)
                    .append("  ");
        }
        return line.toString().stripTrailing() + "\n";
    }
}
