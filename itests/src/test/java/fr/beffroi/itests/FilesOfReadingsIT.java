package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drop folder of the house as it is delivered, with a power cut in between. */
class FilesOfReadingsIT {
    private static final String TABLE = """
            source;id;tenant;service;meter;time;quantity
            /infogerant/messagerie;a;30189;messagerie;mailboxes;2026-10-05T08:00:00+02:00;1842
            /infogerant/messagerie;b;30036;messagerie;mailboxes;2026-10-05T08:00:00+02:00;46,5
            /infogerant/messagerie;c;75056;messagerie;mailboxes;2026-10-05T08:00:00+02:00;1
            """;

    @TempDir
    static Path folder;

    private static RunningHouse house;

    @BeforeAll
    static void openTheHouse() {
        house = RunningHouse.start(folder.resolve("data"), Map.of());
        RunningHouse.Run apply = house.launcher(
                "apply", RunningHouse.ROOT.resolve("tenants/nimes-metropole").toString());
        assertEquals(0, apply.exit(), apply.output());
    }

    @AfterAll
    static void leaveNothingRunning() {
        house.close();
    }

    @Test
    void aFileCountsOnceHoweverOftenItIsDropped() throws IOException {
        Path readings = house.data().resolve("readings");
        drop(readings);
        // The report comes first.
        RunningHouse.await(
                "the file lies beside the report that tells of the line that names a commune of others",
                () -> Files.exists(readings.resolve("refused/octobre.csv")));
        String report = Files.readString(readings.resolve("refused/octobre.csv.report.csv"));
        assertTrue(report.contains("4;c;refused;") && report.contains("75056"), report);

        drop(readings);
        house.kill();
        house.start();
        RunningHouse.await(
                "the file that lay there when the power failed is read",
                () -> Files.exists(readings.resolve("refused/octobre-2.csv")));

        RunningHouse.Run told = house.launcher("shell", "metering", "files", "--json");
        assertTrue(told.output().contains("\"duplicate\" : 2"), told.output());
        assertEquals(0, house.launcher("verify").exit());
    }

    private static void drop(Path readings) throws IOException {
        Path part = Files.writeString(readings.resolve("in/octobre.csv.part"), TABLE);
        Files.move(part, readings.resolve("in/octobre.csv"));
    }
}
