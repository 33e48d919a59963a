package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.store.testing.OnBothStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** What counts of a dropped file, and what is said of the lines that do not. */
class FolderReportsTest extends OpenDropFolder {
    @OnBothStores
    void theGoodLinesOfAFileCountAndAReportTellsOfTheOthers() throws Exception {
        drop(
                "mixed.csv",
                "\uFEFFTime,Quantity,id,source,tenant,service,meter,corrects\r\n"
                        + "2026-10-05T10:00:00Z,4,good,s,30189,actes,acts-published,\r\n"
                        + "2026-10-05T10:00:00Z,-4,back,s,30189,actes,acts-published,good\r\n"
                        + "2026-10-05T10:00:00Z,\"1,5\",comma,s,30189,actes,acts-published,\r\n"
                        + "yesterday,1,when,s,30189,actes,acts-published,\r\n"
                        + "2026-10-05T10:00:00Z,1,where,s,75056,actes,acts-published,\r\n"
                        + "2026-10-05T10:00:00Z,1,\"what;\"\"x\"\"\",s,30189,actes,nothing,\r\n"
                        + "2026-10-05T10:00:00Z,1,\"open,s,30189,actes,acts-published,\r\n"
                        + "2026-10-05T10:00:00Z,1,few,s\r\n"
                        + "2027-10-05T10:00:00Z,1,early,s,30189,actes,acts-published,\r\n"
                        + "2026-10-05T10:00:00Z,4,good,s,30189,actes,acts-published,\r\n");

        DroppedFile file = told("mixed.csv");

        assertEquals(DroppedFile.Outcome.REFUSED, file.outcome());
        assertEquals(
                Map.of(Outcome.ACCEPTED, 2L, Outcome.DUPLICATE, 1L, Outcome.QUARANTINED, 1L, Outcome.REFUSED, 6L),
                file.lines());
        assertEquals(List.of("refused/mixed.csv", "refused/mixed.csv.report.csv"), files());
        List<String> report = Files.readAllLines(folder.resolve("refused/mixed.csv.report.csv"));
        assertEquals("\uFEFFline;id;outcome;sentence", report.get(0));
        assertEquals(8, report.size());
        List<String> begins = List.of(
                "4;comma;refused;",
                "5;when;refused;",
                "6;where;refused;",
                "7;\"what;\"\"x\"\"\";refused;",
                "8;;refused;",
                "9;;refused;",
                "10;early;quarantined;");
        for (int i = 0; i < begins.size(); i++) {
            assertTrue(report.get(i + 1).startsWith(begins.get(i)), report.get(i + 1));
        }
        assertTrue(report.get(2).contains("RFC 3339"), report.get(2));
        assertCounted(2, "0");
    }

    @OnBothStores
    void whatOnlyWaitsInQuarantineIsNoRefusal() throws Exception {
        drop("early.csv", HEADER + row("a", "1").replace("2026-10", "2027-10"));
        assertEquals(DroppedFile.Outcome.TAKEN, told("early.csv").outcome());
        assertEquals(List.of("taken/2026-11/early.csv", "taken/2026-11/early.csv.report.csv"), files());
    }

    @OnBothStores
    void aWrongEventRefusesOnlyItsLine() throws Exception {
        drop("a.jsonl", "{\n[1]\n" + event("a", "1") + "\n" + event("b", "-1") + "\n" + event("c", "1") + "}\n");
        assertEquals(
                Map.of(Outcome.ACCEPTED, 1L, Outcome.REFUSED, 4L),
                told("a.jsonl").lines());
        List<String> report = Files.readAllLines(folder.resolve("refused/a.jsonl.report.csv"));
        assertTrue(report.get(1).startsWith("1;;refused;") && report.get(1).contains("well-formed"), report.get(1));
        assertTrue(report.get(2).contains("object"), report.get(2));
        assertTrue(report.get(3).startsWith("4;b;refused;"), report.get(3));
    }

    @OnBothStores
    void aTableThatNamesNoColumnsIsRefusedWhole() throws Exception {
        int number = 0;
        for (String first : List.of(
                "s;a;30189;actes;acts-published;2026-10-05T10:00:00Z;1",
                HEADER.strip() + ";unité",
                HEADER.strip() + ";id",
                HEADER.replace(";quantity", "").strip(),
                "\"source")) {
            String name = "wrong-" + number++ + ".csv";
            drop(name, first + "\n" + row("a", "1"));
            assertEquals(Map.of(Outcome.REFUSED, 1L), told(name).lines(), first);
        }
        assertCounted(0, "0");
    }

    @OnBothStores
    void aFileInAnotherEncodingIsToldSo() throws Exception {
        write("latin.csv", HEADER + row("a", "1") + row("été", "1"), StandardCharsets.ISO_8859_1);
        assertEquals(
                Map.of(Outcome.ACCEPTED, 1L, Outcome.REFUSED, 1L),
                told("latin.csv").lines());
        String report = Files.readString(folder.resolve("refused/latin.csv.report.csv"));
        assertTrue(report.contains("3;;refused;") && report.contains("UTF-8"), report);

        write("wide.csv", HEADER + row("a", "1"), StandardCharsets.UTF_16);
        assertEquals(Map.of(Outcome.REFUSED, 1L), told("wide.csv").lines());
    }
}
