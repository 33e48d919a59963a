package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files are taken from the folder once, whole, and when nobody writes them any more. */
class DropFolderTest extends OpenDropFolder {
    @OnBothStores
    void aTableOfReadingsIsTakenIn() throws Exception {
        drop("octobre.csv", HEADER + row("a", "1.5") + row("b", "2") + row("c", "0,25"));

        DroppedFile file = told("octobre.csv");

        assertEquals(
                new DroppedFile("octobre.csv", NOVEMBER, DroppedFile.Outcome.TAKEN, Map.of(Outcome.ACCEPTED, 3L), ""),
                file);
        assertEquals(List.of("taken/2026-11/octobre.csv"), files());
        assertCounted(3, "3.75");
        assertEquals(Map.of(DroppedFile.Outcome.TAKEN, 1L), drop.counted());
        assertEquals(0, drop.waiting());
    }

    @OnBothStores
    void soAreEventsLineByLine() throws Exception {
        String events = event("a", "1.5") + "\n\n" + event("b", "2");
        drop("octobre.JSONL", events);
        assertEquals(2, told("octobre.JSONL").lines(Outcome.ACCEPTED));
        assertCounted(2, "3.5");
    }

    @OnBothStores
    void aFileOfAnySizeIsBroughtInParts() throws Exception {
        int many = 3 * ReadingsFile.PART + 7;
        TreeSet<Integer> sizes = new TreeSet<>();
        intake = (actor, readings) -> {
            sizes.add(readings.size());
            return house.metering.accept(actor, readings);
        };
        drop(
                "many.csv",
                HEADER
                        + IntStream.range(0, many)
                                .mapToObj(i -> row("r" + i, "0.1"))
                                .collect(Collectors.joining()));

        assertEquals(many, told("many.csv").lines(Outcome.ACCEPTED));
        assertTrue(sizes.last() <= ReadingsFile.PART, sizes::toString);
        assertCounted(many, "300.7");
    }

    @OnBothStores
    void theSameFileAgainCountsNothingAndOverwritesNothing() throws Exception {
        for (int time = 0; time < 2; time++) {
            drop("same.csv", HEADER + row("a", "1") + row("b", "x"));
            int seen = time;
            await(() -> drop.last().size() > seen, "the file is read");
        }
        assertEquals(
                Map.of(Outcome.DUPLICATE, 1L, Outcome.REFUSED, 1L),
                drop.last().get(0).lines());
        assertEquals(
                List.of(
                        "refused/same-2.csv",
                        "refused/same-2.csv.report.csv",
                        "refused/same.csv",
                        "refused/same.csv.report.csv"),
                files());
        assertCounted(1, "1");
    }

    @OnBothStores
    void whileNothingCanBeStoredAFileStaysAndIsTriedAgain() throws Exception {
        intake = (actor, readings) -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
        };
        drop("a.csv", HEADER + row("a", "1"));
        await(() -> drop.counted().getOrDefault(DroppedFile.Outcome.KEPT, 0L) > 2, "it was tried again");
        assertEquals(1, drop.last().size(), "it is told once");
        assertEquals("The data store is away.", drop.last().get(0).sentence());
        assertEquals(List.of("in/a.csv"), files());
        assertEquals(1, drop.waiting());

        intake = (actor, readings) -> {
            throw new IllegalStateException("this is a fault that a test made");
        };
        await(() -> drop.last().size() > 1, "a fault of the house doesn't lose it either");

        intake = house.metering;
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "it is taken");
        assertCounted(1, "1");
    }

    @OnBothStores
    void oneThatIsStillBeingWrittenIsNotTouched() throws Exception {
        drop.stop();
        drop = open(Duration.ofDays(1));
        drop("slow.csv", HEADER + row("a", "1"));
        drop("slow.csv.part", HEADER + row("b", "1"));
        await(() -> drop.waiting() == 2, "both lie there");
        drop.stop();
        assertEquals(List.of(), drop.last());
        assertEquals(List.of("in/slow.csv", "in/slow.csv.part"), files());
    }

    @OnBothStores
    void whatIsNoPlainFileOfReadingsIsLeftAlone() throws Exception {
        Path elsewhere = Files.writeString(data.resolve("elsewhere.csv"), HEADER + row("a", "1"));
        Files.createSymbolicLink(folder.resolve("in/link.csv"), elsewhere);
        Files.createDirectory(folder.resolve("in/folder.csv"));
        Files.writeString(folder.resolve("in/folder.csv/deep.csv"), HEADER + row("b", "1"));
        Files.createFile(folder.resolve("in/empty.csv"));
        drop(".hidden.csv", HEADER + row("c", "1"));
        drop("x.csv.report.csv", HEADER + row("d", "1"));
        drop("notes.txt", HEADER + row("e", "1"));
        drop("z.csv", HEADER + row("f", "1"));
        told("z.csv");
        drop("zz.csv", HEADER + row("g", "1"));
        told("zz.csv");
        assertEquals(2, drop.last().size());
        assertEquals(6, drop.waiting());
        assertTrue(Files.exists(elsewhere));
    }

    @OnBothStores
    void aNameMayBeOdd() throws Exception {
        String longest = "é".repeat(125) + ".csv";
        for (String name : List.of("${file:name} %2e;'\"\\.csv", "-rf *.csv", "two\nlines.csv", longest)) {
            drop(name, HEADER + row("a", "x"));
            told(name.replace('\n', '?'));
        }
        Set<String> there = new TreeSet<>(files());
        assertTrue(there.contains("refused/${file:name} %2e;'\"\\.csv.report.csv"), there::toString);
        assertTrue(there.contains("refused/two\nlines.csv"), there::toString);
        assertTrue(there.contains("refused/" + "é".repeat(100) + ".csv.report.csv"), there::toString);
        assertEquals(8, there.size());
    }

    @OnBothStores
    void theFoldersAreTheHousesOwnAndMadeAnewWhenTheyAreGone() throws Exception {
        for (String one : List.of("in", "taken", "refused")) {
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(one))));
        }
        Files.delete(folder.resolve("in"));
        await(() -> Files.isDirectory(folder.resolve("in")), "it is made anew");
        await(() -> standsInItsWay(folder.resolve("in")), "a file takes its place, before it is made anew");
        await(() -> drop.warning().isPresent(), "what stands in its way is told");
        assertEquals(Optional.empty(), drop.problem());
        Files.delete(folder.resolve("in"));
        await(() -> drop.warning().isEmpty(), "it is mended by itself");
        drop("a.csv", HEADER + row("a", "1"));
        told("a.csv");
    }

    private static boolean standsInItsWay(Path place) {
        try {
            Files.deleteIfExists(place);
            Files.createFile(place);
            return true;
        } catch (FileAlreadyExistsException faster) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @OnBothStores
    void aStopDoesNotWaitForTheEndOfAFile() throws Exception {
        drop(
                "many.csv",
                HEADER
                        + IntStream.range(0, 50 * ReadingsFile.PART)
                                .mapToObj(i -> row("r" + i, "1"))
                                .collect(Collectors.joining()));
        await(() -> counted() > 0, "the first part has come in");
        drop.stop();
        assertEquals(DroppedFile.Outcome.KEPT, drop.last().get(0).outcome());
        drop = open(Duration.ZERO);
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "it is read again");
        assertTrue(drop.last().get(0).lines(Outcome.DUPLICATE) > 0);
        assertCounted(50 * ReadingsFile.PART, "50000");
    }

    private long counted() {
        return house.metering.totals(all(OCTOBER, NOVEMBER)).stream()
                .mapToLong(Total::readings)
                .sum();
    }
}
