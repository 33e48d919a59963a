package fr.beffroi.metering.internal;

import fr.beffroi.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of a table as spreadsheets write and read them (RFC 4180); a record is one line. */
final class Csv {
    private Csv() {}

    /** A line with its end, semicolons between the cells as in France. */
    static String line(String... cells) {
        return Stream.of(cells)
                .map(cell -> cell.matches("(?s).*[\";\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                .collect(Collectors.joining(";", "", "\r\n"));
    }

    /** @throws Refusal INVALID when its quotes don't fit */
    static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            int end = at < line.length() && line.charAt(at) == '"' ? quoted(line, at) : line.indexOf(separator, at);
            if (end < 0) {
                end = line.length();
            } else if (end < line.length() && line.charAt(end) != separator) {
                throw Refusal.invalid("Something stands behind the closing quote of cell " + (cells.size() + 1) + ".");
            }
            String cell = line.substring(at, end);
            cells.add(
                    cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell);
            at = end + 1;
        }
        return cells;
    }

    /** Where the quoted cell that begins there ends. */
    private static int quoted(String line, int from) {
        int at = from + 1;
        while (at < line.length()) {
            if (line.charAt(at) != '"') {
                at++;
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                at += 2;
            } else {
                return at + 1;
            }
        }
        throw Refusal.invalid("A quote is opened and not closed on its line.");
    }
}
