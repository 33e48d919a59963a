package fr.beffroi.metering.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.CloudEvents;
import fr.beffroi.metering.CloudEvents.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads files line by line, and brings what they hold in small parts: a file can be of any size. */
final class ReadingsFile {
    /** Readings that are in memory; each part is durable before the next one is read. */
    static final int PART = 1_000;

    private final Function<List<Reading>, List<Receipt>> intake;

    private record Numbered(long line, Event event) {}

    /** How a line is read. */
    private interface Form {
        Event read(String line) throws IOException;
    }

    /** @param intake takes readings in durably, one receipt each; what it throws ends the reading of the file */
    ReadingsFile(Function<List<Reading>, List<Receipt>> intake) {
        this.intake = intake;
    }

    /** Whether a file of that name holds readings; a report that comes back doesn't. */
    static boolean isOne(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return (lower.endsWith(".csv") && !lower.endsWith(Shelves.REPORT)) || lower.endsWith(".jsonl");
    }

    /**
     * Brings all readings of a file. Read again after it broke off, what came in already is a duplicate.
     *
     * @throws Refusal when nothing more can be stored now
     */
    void read(Path file, FileReport report) throws IOException {
        boolean table = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        try (Lines lines = new Lines(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            Optional<Form> form = table ? header(lines, report) : Optional.of(ReadingsFile::event);
            if (form.isPresent()) {
                read(lines, form.get(), report);
            }
        }
    }

    private void read(Lines lines, Form form, FileReport report) throws IOException {
        List<Numbered> part = new ArrayList<>(PART);
        for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
            Lines.Line line = next.get();
            Event event = line.objection().isPresent() ? wrong(line.objection().get()) : form.read(line.text());
            part.add(new Numbered(line.number(), event));
            if (part.size() == PART) {
                bring(part, report);
                part.clear();
            }
        }
        bring(part, report);
    }

    private void bring(List<Numbered> part, FileReport report) throws IOException {
        List<Reading> readings =
                part.stream().flatMap(one -> one.event().reading().stream()).toList();
        Iterator<Receipt> receipts = (readings.isEmpty() ? List.<Receipt>of() : intake.apply(readings)).iterator();
        for (Numbered one : part) {
            Receipt receipt = one.event()
                    .objection()
                    .map(objection -> new Receipt(Outcome.REFUSED, objection))
                    .orElseGet(receipts::next);
            report.add(one.line(), one.event().id(), receipt);
        }
    }

    /** What the first line of a table makes of the others; empty, and told, when it names no columns that could be read. */
    private static Optional<Form> header(Lines lines, FileReport report) throws IOException {
        Lines.Line first = lines.next().orElse(new Lines.Line(1, "", Optional.empty()));
        try {
            if (first.objection().isPresent()) {
                throw Refusal.invalid(first.objection().get());
            }
            return Optional.of(CsvReadings.under(first.text())::read);
        } catch (Refusal e) {
            report.add(first.number(), Optional.empty(), new Receipt(Outcome.REFUSED, e.getMessage()));
            return Optional.empty();
        }
    }

    private static Event event(String line) throws IOException {
        try (JsonParser json = CloudEvents.JSON.createParser(line)) {
            return CloudEvents.one(json);
        } catch (JsonProcessingException e) {
            return wrong("The line is not well-formed JSON: " + e.getOriginalMessage());
        } catch (Refusal e) {
            return wrong(e.getMessage());
        }
    }

    private static Event wrong(String objection) {
        return new Event(Optional.empty(), Optional.empty(), Optional.of(objection));
    }
}
