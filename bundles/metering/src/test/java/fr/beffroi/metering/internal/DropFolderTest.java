package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DropFolderTest {
    static final String HEADER = "source;id;tenant;service;meter;time;quantity\n";

    @TempDir
    Path data;

    private House house;
    private Path folder;
    private DropFolder drop;
    private volatile ReadingIntake intake;

    @BeforeEach
    void open(Store store) throws Exception {
        house = new House(store);
        house.clock.set(NOVEMBER);
        intake = house.metering;
        folder = data.resolve("readings, 100% {new}?");
        drop = open(Duration.ZERO);
    }

    @AfterEach
    void close() {
        drop.stop();
        house.close();
    }

    private DropFolder open(Duration settled) {
        return new DropFolder(
                house.metering,
                (actor, readings) -> intake.accept(actor, readings),
                house.clock,
                folder,
                Duration.ofMillis(20),
                settled);
    }

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
    void aFileThatIsWrittenToMeanwhileIsReadAgain() throws Exception {
        intake = (actor, readings) -> {
            append(row("b", "2"));
            intake = house.metering;
            return house.metering.accept(actor, readings);
        };
        drop("a.csv", HEADER + row("a", "1"));
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "it is taken");
        assertEquals(DroppedFile.Outcome.KEPT, drop.last().get(1).outcome());
        assertEquals(
                Map.of(Outcome.ACCEPTED, 1L, Outcome.DUPLICATE, 1L),
                drop.last().get(0).lines());
        assertCounted(2, "3");
    }

    /** Between the last look at a file and its move somebody renames a fresh one over it. */
    @OnBothStores
    void aFileThatTakesThePlaceOfOneThatWasReadIsReadToo() throws Exception {
        atTheLastMoment(() -> replace(HEADER + row("b", "2") + row("c", "3")));
        drop("a.csv", HEADER + row("a", "1"));
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "the fresh one is taken");
        assertEquals(List.of("taken/2026-11/a.csv"), files());
        assertCounted(3, "6");
    }

    @OnBothStores
    void aFileThatTakesThePlaceOfAnotherDoesNotGetItsReport() throws Exception {
        String early = row("early", "1").replace("2026-10", "2027-10");
        atTheLastMoment(() -> replace(HEADER + row("b", "2")));
        drop("a.csv", HEADER + row("a", "1") + early);
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "the fresh one is taken");
        assertEquals(List.of("taken/2026-11/a.csv"), files(), "nothing is said of the fresh one");
    }

    @OnBothStores
    void aReportOfAFileThatLiesNowhereIsTakenBack() throws Exception {
        atTheLastMoment(() -> replace(HEADER + row("b", "2")));
        drop("a.csv", HEADER + row("a", "x"));
        await(() -> drop.counted().containsKey(DroppedFile.Outcome.TAKEN), "the fresh one is taken");
        assertEquals(List.of("taken/2026-11/a.csv"), files(), "the other was refused, and is gone");
    }

    @OnBothStores
    void soIsThatOfOneThatIsTakenAway() throws Exception {
        atTheLastMoment(() -> delete("in/a.csv"));
        drop("a.csv", HEADER + row("a", "x"));
        await(() -> drop.waiting() == 0, "it is taken away");
        drop("z.csv", HEADER + row("z", "1"));
        told("z.csv");
        assertEquals(List.of("taken/2026-11/z.csv"), files());
    }

    /** A kill between a report and its file, which was then corrected. */
    @OnBothStores
    void aReportThatStandsWhereAnotherFileComesToLieGoes() throws Exception {
        Files.createDirectories(folder.resolve("taken/2026-11"));
        Files.writeString(folder.resolve("taken/2026-11/a.csv.report.csv"), "line;id;outcome;sentence\n");
        drop("a.csv", HEADER + row("a", "1"));
        told("a.csv");
        assertEquals(List.of("taken/2026-11/a.csv"), files());
    }

    /** Has something happen once, between the last look at a file and its move. */
    private void atTheLastMoment(Runnable what) {
        drop.stop();
        AtomicBoolean once = new AtomicBoolean();
        Clock between = new House.MovableClock(NOVEMBER) {
            @Override
            public Instant instant() {
                if (once.compareAndSet(false, true)) {
                    what.run();
                }
                return super.instant();
            }
        };
        drop = new DropFolder(house.metering, intake, between, folder, Duration.ofMillis(20), Duration.ZERO);
    }

    private void delete(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            fail(e);
        }
    }

    private void replace(String text) {
        try {
            Path part = Files.writeString(folder.resolve("in/.part"), text);
            Files.move(part, folder.resolve("in/a.csv"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void append(String more) {
        try {
            Files.writeString(folder.resolve("in/a.csv"), more, StandardOpenOption.APPEND);
        } catch (IOException e) {
            fail(e);
        }
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

    static String row(String id, String quantity) {
        return "/t/30189/actes;" + id + ";30189;actes;acts-published;2026-10-05T12:00:00+02:00;" + quantity + "\n";
    }

    private static String event(String id, String quantity) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t/30189/actes\","
                + "\"type\":\"fr.beffroi.reading.actes.acts-published\",\"subject\":\"30189\","
                + "\"time\":\"2026-10-05T12:00:00+02:00\",\"data\":{\"quantity\":" + quantity + "}}";
    }

    /** As careful people do: under a name of its own first. */
    private void drop(String name, String text) throws IOException {
        write(name, text, StandardCharsets.UTF_8);
    }

    private void write(String name, String text, Charset charset) throws IOException {
        Path part = Files.write(folder.resolve("in/.part"), text.getBytes(charset));
        Files.move(part, folder.resolve("in").resolve(name));
    }

    private DroppedFile told(String name) {
        await(() -> drop.last().stream().anyMatch(file -> file.name().equals(name)), name + " is read");
        return drop.last().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private long counted() {
        return house.metering.totals(all(OCTOBER, NOVEMBER)).stream()
                .mapToLong(Total::readings)
                .sum();
    }

    private void assertCounted(long readings, String quantity) {
        List<Total> totals = house.metering.totals(all(OCTOBER, NOVEMBER));
        assertEquals(readings, totals.stream().mapToLong(Total::readings).sum());
        assertEquals(
                0,
                new BigDecimal(quantity)
                        .compareTo(totals.stream().map(Total::quantity).reduce(BigDecimal.ZERO, BigDecimal::add)));
        assertTrue(totals.stream().allMatch(total -> total.tenant().equals(NIMES)));
    }

    static void await(BooleanSupplier condition, String reason) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertFalse(System.nanoTime() > end, "not within a minute: " + reason);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
