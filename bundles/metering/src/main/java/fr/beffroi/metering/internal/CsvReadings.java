package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.CloudEvents;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Readings as the lines of a table: the first line names the columns, in any order. */
final class CsvReadings {
    private static final List<String> NEEDED =
            List.of("source", "id", "tenant", "service", "meter", "time", "quantity");
    private static final String CORRECTS = "corrects";
    private static final String ITEM = "item";
    private static final List<String> OPTIONAL = List.of(CORRECTS, ITEM);
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,20}([.,]\\d{1,20})?");

    private final char separator;
    private final List<String> columns;

    private CsvReadings(char separator, List<String> columns) {
        this.separator = separator;
        this.columns = columns;
    }

    /**
     * The table that begins with this line.
     *
     * @throws Refusal INVALID when it doesn't name the columns
     */
    static CsvReadings under(String header) {
        char separator = header.indexOf(';') >= 0 ? ';' : ',';
        List<String> columns = Csv.cells(header, separator).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        boolean known = columns.stream().allMatch(name -> NEEDED.contains(name) || OPTIONAL.contains(name));
        if (!known || !columns.containsAll(NEEDED) || new HashSet<>(columns).size() < columns.size()) {
            throw Refusal.invalid("The first line has to name the columns, each once: " + String.join(";", NEEDED)
                    + ", and " + CORRECTS + " where a reading takes another one back, " + ITEM
                    + " where different ones are counted. None of the file was read.");
        }
        return new CsvReadings(separator, columns);
    }

    /** The reading of a line; one that is wrong says why. */
    CloudEvents.Event read(String line) {
        Optional<String> id = Optional.empty();
        try {
            List<String> cells = Csv.cells(line, separator);
            if (cells.size() != columns.size()) {
                throw Refusal.invalid(
                        "The line has " + cells.size() + " cells where there are " + columns.size() + " columns.");
            }
            id = Optional.of(cell(cells, "id")).filter(text -> !text.isEmpty());
            return new CloudEvents.Event(id, Optional.of(reading(cells)), Optional.empty());
        } catch (Refusal e) {
            return new CloudEvents.Event(id, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private Reading reading(List<String> cells) {
        return new Reading(
                cell(cells, "source"),
                cell(cells, "id"),
                new Insee(cell(cells, "tenant")),
                cell(cells, "service"),
                cell(cells, "meter"),
                CloudEvents.time(cell(cells, "time")),
                quantity(cell(cells, "quantity")),
                optional(cells, CORRECTS),
                optional(cells, ITEM));
    }

    private Optional<String> optional(List<String> cells, String column) {
        return columns.contains(column)
                ? Optional.of(cell(cells, column)).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private String cell(List<String> cells, String column) {
        return cells.get(columns.indexOf(column)).strip();
    }

    private BigDecimal quantity(String text) {
        if (!DECIMAL.matcher(text).matches() || (separator == ',' && text.indexOf(',') >= 0)) {
            throw Refusal.invalid("\"quantity\" is \"" + text + "\", but a number such as 12.5 is expected"
                    + (separator == ';' ? " (12,5 will do as well)." : "."));
        }
        return new BigDecimal(text.replace(',', '.'));
    }
}
