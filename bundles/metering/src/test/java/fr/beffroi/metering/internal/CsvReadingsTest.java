package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.metering.CloudEvents;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvReadingsTest {

    @Test
    void theExampleOfTheGuideIsRead() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("../../docs/guide-operations.md")).stream()
                .map(String::strip)
                .dropWhile(line -> !line.startsWith("source;"))
                .takeWhile(line -> !line.isEmpty())
                .toList();
        CsvReadings table = CsvReadings.under(lines.get(0));
        List<Reading> readings = lines.stream()
                .skip(1)
                .map(table::read)
                .map(CloudEvents.Event::reading)
                .map(Optional::orElseThrow)
                .toList();
        assertEquals(3, readings.size());
        assertEquals(
                new Reading(
                        "/infogerant/telephonie",
                        "30036/minutes/2026-10-05",
                        new Insee("30036"),
                        "telephonie",
                        "minutes",
                        Instant.parse("2026-10-05T06:00:00Z"),
                        new BigDecimal("46.5")),
                readings.get(1));
        assertEquals(Optional.of("30036/minutes/2026-10-04"), readings.get(2).corrects());
    }
}
