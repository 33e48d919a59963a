package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.CAISSARGUES;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class UsageArchiveTest extends InTheHouse {
    private static final Instant T = OCTOBER.plusSeconds(600);

    @TempDir
    Path folder;

    private UsageArchive archive;
    private String actes;

    @BeforeEach
    void openTheArchive(Store store) {
        archive = new UsageArchive(store, house.broker, house.metering, new ArchiveFolder(Path.of("nowhere"), 0));
        actes = house.catalogue.get(0).id();
    }

    @OnBothStores
    void aCommuneTakesEveryReadingAlongAsAnEventThatTheIntakeWouldTake() throws Exception {
        house.clock.set(OCTOBER.plus(Duration.ofHours(3)));
        house.metering.accept(
                STAFF,
                List.of(
                        reading("b", NIMES, T.plus(Duration.ofHours(1)), "300"),
                        reading("a \"quoted\" é \ud83d\ude00", NIMES, T.plusNanos(1_000), "1.500001"),
                        new Reading("/t/30189/actes", "v", NIMES, "actes", "page-views", T, new BigDecimal("0.100000")),
                        reading("other", BERNIS, T, "7")));

        archive.export(NIMES, actes, folder);

        assertEquals(
                List.of(
                        event(
                                "acts-published",
                                "a \\\"quoted\\\" é \ud83d\ude00",
                                "2026-10-01T00:10:00.000001Z",
                                "1.500001"),
                        event("acts-published", "b", "2026-10-01T01:10:00Z", "300"),
                        event("page-views", "v", "2026-10-01T00:10:00Z", "0.1")),
                lines("releves.jsonl", "\n"));
    }

    @OnBothStores
    void whatTookAnotherOneBackSaysSo() throws Exception {
        Reading wrong = reading("wrong", NIMES, T, "1.5");
        Reading back = House.withdrawal("back", wrong);
        house.metering.accept(STAFF, List.of(wrong, back));

        archive.export(NIMES, actes, folder);

        String line = lines("releves.jsonl", "\n").get(0);
        assertTrue(line.endsWith("\"data\":{\"quantity\":\"-1.5\",\"corrects\":\"wrong\"}}"), line);
    }

    @OnBothStores
    void theHoursComeAsATableForASpreadsheet() throws Exception {
        house.catalogue.set(0, countingIn("acte ; \"signé\""));
        house.clock.set(OCTOBER.plus(Duration.ofHours(3)));
        house.metering.accept(
                STAFF,
                List.of(
                        reading("a", NIMES, T, "1.5"),
                        reading("b", NIMES, T.plusSeconds(1), "1000000000"),
                        reading("c", NIMES, T.plus(Duration.ofHours(1)), "2"),
                        reading("d", NIMES, T.plus(Duration.ofHours(1)), "7"),
                        House.withdrawal("e", reading("d", NIMES, T.plus(Duration.ofHours(1)), "7"))));

        archive.export(NIMES, actes, folder);

        assertEquals(
                List.of(
                        "\uFEFFService;Compteur;Unité;Heure (UTC);Relevés;Dont repris;Quantité",
                        "actes;acts-published;\"acte ; \"\"signé\"\"\";2026-10-01 00:00;2;0;1000000001,5",
                        "actes;acts-published;\"acte ; \"\"signé\"\"\";2026-10-01 01:00;3;1;2"),
                lines("totaux-par-heure.csv", "\r\n"));
    }

    /** More than a data store hands over at a time. */
    @OnBothStores
    void nothingIsLostOfMany() throws Exception {
        house.clock.set(OCTOBER.plus(Duration.ofDays(5)));
        List<Reading> many = IntStream.range(0, 5_000)
                .mapToObj(i -> reading("r" + i, NIMES, OCTOBER.plusSeconds(60L * i), "0.1"))
                .toList();
        house.metering.accept(STAFF, many);

        archive.export(NIMES, actes, folder);

        assertEquals(
                many.stream().map(Reading::id).toList(),
                lines("releves.jsonl", "\n").stream()
                        .map(line -> line.replaceAll(".*\"id\":\"(r\\d+)\".*", "$1"))
                        .toList());
        List<String> hours = lines("totaux-par-heure.csv", "\r\n");
        assertEquals(
                1 + house.metering.hourly(House.all(OCTOBER, House.NOVEMBER)).size(), hours.size());
        assertEquals(
                many.size(),
                hours.stream()
                        .skip(1)
                        .mapToLong(line -> Long.parseLong(line.split(";")[4]))
                        .sum());
    }

    @OnBothStores
    void whereNothingWasUsedTheFolderStaysEmpty() throws Exception {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1")));
        for (Insee other : List.of(CAISSARGUES, new Insee("75056"))) {
            archive.export(other, actes, folder);
        }
        archive.export(NIMES, "an offering that never was", folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @OnBothStores
    void whatCanNotBeWrittenIsSaid() throws Exception {
        house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1")));
        assertThrows(IOException.class, () -> archive.export(NIMES, actes, folder.resolve("nowhere")));
        assertTrue(archive.description().contains("releves.jsonl"));
    }

    private static Offering countingIn(String unit) {
        Offering like = House.actes("acts-published");
        return new Offering(
                like.id(),
                like.name(),
                like.title(),
                like.description(),
                like.tags(),
                like.hosted(),
                like.openToVisitors(),
                List.of(new Meter("acts-published", "Actes publiés", unit, Meter.Aggregation.SUM)),
                like.units(),
                like.plans());
    }

    private static String event(String meter, String id, String time, String quantity) {
        return "{\"specversion\":\"1.0\",\"type\":\"fr.beffroi.reading.actes." + meter
                + "\",\"source\":\"/t/30189/actes\",\"id\":\"" + id + "\",\"subject\":\"30189\",\"time\":\"" + time
                + "\",\"data\":{\"quantity\":\"" + quantity + "\"}}";
    }

    /** Every line has its end, the last one too. */
    private List<String> lines(String file, String end) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertTrue(text.endsWith(end), text);
        return List.of(text.split(end));
    }
}
