package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the lines of a file: how many of each outcome, and a table of those that don't count. The table is written while the
 * file is read, so that its length doesn't matter, and made only when there is something to tell.
 */
final class FileReport implements Closeable {
    private final Path draft;
    private final Map<Outcome, Long> lines = new EnumMap<>(Outcome.class);
    private BufferedWriter table;

    /** @param draft where the table is written until it is published */
    FileReport(Path draft) {
        this.draft = draft;
    }

    void add(long line, Optional<String> id, Receipt receipt) throws IOException {
        lines.merge(receipt.outcome(), 1L, Long::sum);
        if (receipt.outcome() == Outcome.REFUSED || receipt.outcome() == Outcome.QUARANTINED) {
            if (table == null) {
                table = Files.newBufferedWriter(draft);
                table.write("\uFEFF" + Csv.line("line", "id", "outcome", "sentence"));
            }
            String outcome = receipt.outcome().name().toLowerCase(Locale.ROOT);
            table.write(Csv.line(Long.toString(line), id.orElse(""), outcome, receipt.sentence()));
        }
    }

    Map<Outcome, Long> lines() {
        return Map.copyOf(lines);
    }

    boolean refusesAny() {
        return lines.containsKey(Outcome.REFUSED);
    }

    /** Puts the table there, when there is one. One that stood there goes in any case: its file lies there no more, or never did. */
    void publish(Path place) throws IOException {
        if (table == null) {
            Files.deleteIfExists(place);
            return;
        }
        table.close();
        table = null;
        Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What wasn't published is thrown away. */
    @Override
    public void close() throws IOException {
        if (table != null) {
            table.close();
            Files.delete(draft);
        }
    }
}
