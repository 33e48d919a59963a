package fr.beffroi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures in rows, for the terminal and for Markdown. */
final class Table {
    private final String title;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** A row; numbers are written as {@link #number} writes them. */
    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Double number ? number(number) : String.valueOf(cell));
        }
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(row + " doesn't fit " + columns);
        }
        rows.add(row);
        return this;
    }

    /** A sentence below the table. */
    Table note(String sentence) {
        notes.add(sentence);
        return this;
    }

    /** Three digits that count, and no more. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    /** A share, in per cent. */
    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** In columns, with spaces. */
    String plain() {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int width = columns.get(column).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(column).length());
            }
            widths.add(width);
        }
        StringBuilder text = new StringBuilder(title).append("\n\n");
        appendPlain(text, columns, widths);
        rows.forEach(row -> appendPlain(text, row, widths));
        notes.forEach(note -> text.append("  ").append(note).append('\n'));
        return text.toString();
    }

    private static void appendPlain(StringBuilder text, List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String form = column == 0 ? "  %-" + widths.get(column) + "s" : "  %" + widths.get(column) + "s";
            line.append(String.format(form, cells.get(column)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    String markdown() {
        StringBuilder text = new StringBuilder("## ").append(title).append("\n\n");
        appendMarkdown(text, columns);
        text.append("|---");
        text.append("|---:".repeat(columns.size() - 1)).append("|\n");
        rows.forEach(row -> appendMarkdown(text, row));
        if (!notes.isEmpty()) {
            text.append('\n').append(String.join(" ", notes)).append('\n');
        }
        return text.toString();
    }

    private static void appendMarkdown(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
