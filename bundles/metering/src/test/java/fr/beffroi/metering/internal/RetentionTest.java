package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.ReadingsArchived;
import fr.beffroi.journal.Entry;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.Retention.Archived;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final YearMonth MONTH = YearMonth.of(2026, 10);
    private static final Duration HOUR = Duration.ofHours(1);
    /** Beyond 16 bits, where Java orders texts otherwise than data stores do. */
    private static final String FAR = "\uD83D\uDD14";

    private static final String NEAR = "\uFF21";

    @TempDir
    private Path data;

    private Store store;
    private House house;

    @BeforeEach
    void open(Store store) throws Exception {
        this.store = store;
        house = new House(store, new ArchiveFolder(data, 0));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @OnBothStores
    void anArchivedMonthHasLeftTheDataStoreAndIsStillAllThere() {
        bringOctober(40);
        closeOctober();
        List<Reading> readings = listed(7);
        List<Total> totals = totals();

        Archived archived = house.metering.archive(STAFF, MONTH);

        assertEquals(new Archived(MONTH, 47, true, data.resolve("2026-10").toString()), archived);
        assertEquals(List.of(archived), house.metering.archived());
        assertEquals(0, count("metering_reading"));
        assertEquals(0, count("metering_page"));
        assertEquals(readings, listed(7));
        assertEquals(readings, listed(1_000));
        assertEquals(totals, totals());
        assertEquals(List.of(), house.metering.verify());
        ReadingsArchived decision = decisions().get(0);
        assertEquals(47, decision.readings());
        assertEquals(List.of(), decision.kept());
        assertEquals(archived, house.metering.archive(STAFF, MONTH), "once is enough");
        assertEquals(1, decisions().size());
    }

    /** As the file LISEZMOI.txt tells a person to. */
    @OnBothStores
    void anybodyCanCheckTheFilesWithStandardTools() throws Exception {
        bringOctober(10);
        closeOctober();
        house.metering.archive(STAFF, MONTH);

        assertEquals(0, shell("sha256sum -c SHA256SUMS"));
        assertEquals(0, shell("gunzip -c 30189.tsv.gz | LC_ALL=C sort -c -t \"$(printf '\\t')\" -k2,2 -k3,3"));
        assertEquals(0, shell("test $(gunzip -c 30189.tsv.gz | wc -l) = 16"));
        assertEquals(
                0,
                shell("test \"$(sha256sum SHA256SUMS)\" = '"
                        + decisions().get(0).sha256() + "  SHA256SUMS'"));
        String readme = Files.readString(data.resolve("2026-10/LISEZMOI.txt"));
        assertTrue(readme.contains("sort -c -t \"$(printf '\\t')\" -k2,2 -k3,3\n"), readme);
        assertEquals(
                0,
                shell("test \"$(gunzip -c 30036.tsv.gz | awk -F'\\t' '{n[$5\"/\"$6]++; s[$5\"/\"$6]+=$8}"
                        + " END {for (m in n) print m, n[m], s[m]/1000000}')\" = 'actes/acts-published 1 4'"));
    }

    @OnBothStores
    void killedAfterAnyStepNothingIsLostOrCountedTwice() {
        bringOctober(2_500);
        closeOctober();
        List<Total> totals = totals();
        List<Reading> readings = listed(10_000);
        Set<String> killedAt = new HashSet<>();
        Consumer<String> kill = step -> {
            if (killedAt.add(step)) {
                throw new IllegalStateException("killed: " + step);
            }
        };

        boolean done = false;
        while (!done) {
            try {
                archive(house, kill).archive(STAFF, MONTH);
                done = true;
            } catch (IllegalStateException killed) {
                assertEquals(List.of(), house.metering.verify(), killed.getMessage());
                assertEquals(totals, totals());
                assertEquals(readings, listed(10_000), killed.getMessage());
                assertEquals(Outcome.DUPLICATE, bring(readings.get(0)).outcome());
                assertEquals(
                        Outcome.DUPLICATE,
                        bring(readings.get(readings.size() - 1)).outcome());
            }
        }

        assertTrue(killedAt.size() > 8, killedAt::toString);
        assertEquals(1, decisions().size());
        assertEquals(0, count("metering_reading"));
        assertEquals(readings, listed(10_000));
        assertEquals(List.of(), house.metering.verify());
        assertEquals(Set.of("2026-10", ".lock"), Set.of(data.toFile().list()));
    }

    @OnBothStores
    void theRoundGoesOnWithWhatWasStopped() {
        bringOctober(5);
        closeOctober();
        assertThrows(
                IllegalStateException.class,
                () -> archive(house, step -> {
                            if (step.contains("stands in the journal")) {
                                throw new IllegalStateException(step);
                            }
                        })
                        .archive(STAFF, MONTH));
        assertEquals(12, count("metering_reading"));
        assertFalse(house.metering.archived().get(0).takenOut());

        archive(house, step -> {}).round();

        assertEquals(0, count("metering_reading"));
        assertTrue(house.metering.archived().get(0).takenOut());
    }

    @OnBothStores
    void nothingLeavesTheDataStoreWhenTheFilesAreNotThoseOfTheJournal() throws Exception {
        bringOctober(5);
        closeOctober();
        assertThrows(
                IllegalStateException.class,
                () -> archive(house, step -> {
                            if (step.contains("stands in the journal")) {
                                throw new IllegalStateException(step);
                            }
                        })
                        .archive(STAFF, MONTH));
        Path file = data.resolve("2026-10/30189.tsv.gz");
        byte[] whole = Files.readAllBytes(file);
        rewrite(file, "\t1000000", "\t9000000");

        Refusal refusal = assertThrows(Refusal.class, () -> house.metering.archive(STAFF, MONTH));
        assertTrue(refusal.getMessage().contains("Restore them from a backup"), refusal.getMessage());
        assertEquals(12, count("metering_reading"));

        Files.write(file, whole);
        house.metering.archive(STAFF, MONTH);
        assertEquals(0, count("metering_reading"));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aMonthIsArchivedOnlyWhenItIsOverSealedClosedAndSound() {
        bringOctober(5);
        assertNotEligible("not over yet");
        house.clock.set(NOVEMBER.plus(HOUR));
        Fence.moveOn(store, house.clock);
        assertNotEligible("not all sealed");
        house.metering.round();
        assertNotEligible("not closed");
        house.sealOctober();
        sql("UPDATE metering_reading SET quantity = quantity + 1 WHERE id = 'r3'");
        assertNotEligible("not what was sealed");
        assertEquals(List.of(".lock"), List.of(data.toFile().list()));
        sql("UPDATE metering_reading SET quantity = quantity - 1 WHERE id = 'r3'");
        assertEquals(12, house.metering.archive(STAFF, MONTH).readings());
        assertEquals(
                Reason.NOT_ELIGIBLE,
                assertThrows(Refusal.class, () -> house.metering.archive(STAFF, MONTH.minusMonths(1)))
                        .reason());
    }

    @OnBothStores
    void aKeyNeverBecomesFree() {
        bringOctober(5);
        closeOctober();
        Reading archived = listed(1).get(0);
        house.metering.archive(STAFF, MONTH);
        List<Total> totals = totals();

        assertEquals(Outcome.DUPLICATE, bring(archived).outcome());
        Reading changed = reading(archived.id(), archived.tenant(), archived.time(), "77");
        Reading moved = reading(archived.id(), archived.tenant(), NOVEMBER, "1");
        Reading future = reading(archived.id(), archived.tenant(), NOVEMBER.plus(Duration.ofDays(9)), "1");
        for (Reading other : List.of(changed, moved, future)) {
            Receipt receipt = bring(other);
            assertEquals(Outcome.REFUSED, receipt.outcome());
            assertTrue(receipt.sentence().contains("accepted before with other content"), receipt.sentence());
        }
        assertEquals(
                List.of(Outcome.REFUSED, Outcome.DUPLICATE),
                house.metering.accept(STAFF, List.of(changed, archived)).stream()
                        .map(Receipt::outcome)
                        .toList());
        assertEquals(
                Outcome.ACCEPTED, bring(reading("new", NIMES, NOVEMBER, "1")).outcome());
        assertEquals(totals, totals());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void whatTakesAnArchivedReadingBackWaitsForACorrectionOrDoesNotFit() {
        bringOctober(5);
        closeOctober();
        Reading archived = reading("r1", NIMES, OCTOBER, "1");
        house.metering.archive(STAFF, MONTH);

        Receipt kept = bring(House.withdrawal("take back", archived));
        assertEquals(Outcome.QUARANTINED, kept.outcome());
        assertTrue(kept.sentence().contains("closed"), kept.sentence());

        Receipt refused = bring(House.withdrawal("wrong", reading("r1", NIMES, NOVEMBER, "1")));
        assertEquals(Outcome.REFUSED, refused.outcome());
        assertEquals(List.of(), house.metering.verify());
    }

    /** The statement of October has a seal over readings that arrived in two months. */
    @OnBothStores
    void whatWasLateIsInTheFileOfTheMonthInWhichItArrived() {
        bringOctober(5);
        house.clock.set(NOVEMBER.plus(HOUR));
        bring(reading("late", NIMES, OCTOBER.plusSeconds(5), "2"));
        bring(reading("of November", NIMES, NOVEMBER, "3"));
        house.metering.round();
        house.sealOctober();
        List<Reading> readings = listed(3);

        house.metering.archive(STAFF, MONTH);
        assertEquals(2, count("metering_reading"));
        assertEquals(readings, listed(3));
        assertEquals(List.of(), house.metering.verify());
        sql("UPDATE metering_reading SET quantity = 5 WHERE id = 'late'");
        assertFinding("30189", "2026-10-01", "a quantity was changed");
        sql("UPDATE metering_reading SET quantity = 2000000 WHERE id = 'late'");

        Instant december = Instant.parse("2026-12-01T00:00:00Z");
        house.clock.set(december.plus(HOUR));
        house.metering.round();
        house.journal.decide(STAFF, decisions -> house.metering.seal(decisions, NOVEMBER, december));
        house.metering.archive(STAFF, MONTH.plusMonths(1));
        assertEquals(0, count("metering_reading"));
        assertEquals(readings, listed(3));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void whateverIsDoneToTheFilesIsNamed() throws Exception {
        bringOctober(5);
        closeOctober();
        house.metering.archive(STAFF, MONTH);
        Path file = data.resolve("2026-10/30189.tsv.gz");
        byte[] whole = Files.readAllBytes(file);

        rewrite(
                file,
                "\tr3\t30189\tactes\tacts-published\t([0-9]+)\t1000000",
                "\tr3\t30189\tactes\tacts-published\t$1\t2000000");
        assertFinding("2026-10/30189.tsv.gz", "the reading r3 of /t/30189/actes was changed", "2000000");
        Files.write(file, whole);
        rewrite(file, "[^\n]*\tr3\t[^\n]*\n", "");
        assertFinding("the reading r3 of /t/30189/actes was removed from the file", "hours don't fit");
        Files.write(file, whole);
        rewrite(file, "([^\n]*)\tr3\t([^\n]*\n)", "$1\tr3\t$2$1\tr3b\t$2");
        assertFinding("the reading r3b of /t/30189/actes was added to the file");
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        assertFinding("2026-10/30189.tsv.gz", "damaged");
        rewrite(file, whole, "1", "one");
        assertFinding("2026-10/30189.tsv.gz", "damaged", "no reading");
        rewrite(file, whole, "z^", "");
        assertEquals(List.of(), house.metering.verify(), "the same, packed once more, is the same");
        Files.delete(file);
        assertFinding("2026-10/30189.tsv.gz", "the file is missing");
        Refusal refusal = assertThrows(Refusal.class, () -> listed(5));
        assertTrue(refusal.getMessage().contains("2026-10/30189.tsv.gz"), refusal.getMessage());
        Files.write(file, whole);

        Path sums = data.resolve("2026-10/SHA256SUMS");
        String list = Files.readString(sums);
        Files.writeString(sums, list.replace("LISEZMOI.txt", "LISEZMOI.md"));
        assertFinding("2026-10/SHA256SUMS", "isn't the one whose digest is in the journal");
        Files.writeString(sums, list);
        Files.writeString(data.resolve("2026-10/scelles.tsv"), "nothing");
        assertFinding("2026-10/scelles.tsv", "changed");
    }

    @OnBothStores
    void whateverIsDoneToTheDataStoreIsNamed() {
        bringOctober(5);
        closeOctober();
        house.metering.archive(STAFF, MONTH);
        String columns =
                "INSERT INTO metering_reading (source, id, tenant, offering, meter, at, quantity, arrived) VALUES ";

        for (Instant arrived : List.of(OCTOBER.plus(HOUR), OCTOBER.plus(HOUR.multipliedBy(30)))) {
            sql(columns + "('s', 'smuggled', '30189', 'actes', 'acts-published', 5, 1, " + Columns.micros(arrived)
                    + ")");
            assertFinding("the reading smuggled of s was added");
            sql("DELETE FROM metering_reading WHERE id = 'smuggled'");
        }
        // Of a commune without a file, in an hour that others have seals of.
        sql(columns + "('s', 'smuggled', '30060', 'actes', 'acts-published', 5, 1, "
                + Columns.micros(OCTOBER.plus(HOUR)) + ")");
        assertFinding("the reading smuggled of s was added to the data store afterwards, of a commune without a file");
        sql("DELETE FROM metering_reading WHERE id = 'smuggled'");
        sql(columns + "('/t/30189/actes', 'r3', '30189', 'actes', 'acts-published', 5, 1, "
                + Columns.micros(OCTOBER.plus(HOUR)) + ")");
        assertFinding("the reading r3 of /t/30189/actes was changed in the data store");
        sql("DELETE FROM metering_reading");
        sql("UPDATE metering_hour SET quantity = quantity + 1 WHERE tenant = '30036'");
        assertFinding("30036 actes/acts-published", "the hourly totals say");
        sql("UPDATE metering_hour SET quantity = quantity - 1 WHERE tenant = '30036'");
        sql("DELETE FROM metering_archived_key WHERE id = 'r3'");
        assertFinding("the data store knows", "could count once more");
        sql("DELETE FROM metering_archived_month");
        assertFinding("the journal says that it was archived, but the data store knows nothing of it");
        sql("INSERT INTO metering_archived_month (month, entry) VALUES ('2026-10', 1)");
        assertFinding("the data store says that it was archived, but the journal doesn't");
    }

    /** What a level meter says is computed from each of its readings; one that isn't declared any more could be one. */
    @OnBothStores
    void readingsThatAreNeededOneByOneStayInTheDataStoreToo() {
        Reading level = new Reading(
                "/t/30189/actes", "level", NIMES, "actes", "page-views", OCTOBER.plusSeconds(9), BigDecimal.TEN);
        bringOctober(5);
        bring(level);
        closeOctober();
        List<Reading> readings = listed(3);
        house.catalogue.set(0, House.actes("acts-published"));

        house.metering.archive(STAFF, MONTH);

        assertEquals(List.of("actes/page-views"), decisions().get(0).kept());
        assertEquals(1, count("metering_reading"));
        assertEquals(13, house.metering.archived().get(0).readings());
        assertEquals(readings, listed(3));
        assertEquals(List.of(), house.metering.verify());
        sql("UPDATE metering_reading SET quantity = 3");
        assertFinding("the reading level of /t/30189/actes was changed in the data store");
        sql("DELETE FROM metering_reading");
        assertFinding("the reading level of /t/30189/actes was removed from the data store");
    }

    @OnBothStores
    void monthsLeaveByThemselvesWhenTheyAreOldEnough(StoreUnderTest underTest) throws Exception {
        bringOctober(5);
        closeOctober();
        try (House keeping = new House(underTest.another(), new ArchiveFolder(data, 2))) {
            keeping.clock.set(Instant.parse("2026-12-31T23:00:00Z"));
            archive(keeping, step -> {}, 2).round();
            assertEquals(12, count("metering_reading"), "two months are kept");
            archive(keeping, step -> {}, 0).round();
            assertEquals(12, count("metering_reading"), "for ever");

            keeping.clock.set(Instant.parse("2027-01-01T00:00:00Z"));
            archive(keeping, step -> {}, 2).round();
            assertEquals(0, count("metering_reading"));
            assertEquals(
                    "room/metering",
                    house.journal.read(entryOfTheArchive() - 1, 1).get(0).by());
        }
    }

    /** The files of an older month that has not left yet are gone. */
    @OnBothStores
    void oneMonthThatIsStuckKeepsNoOtherFromBeingArchived(StoreUnderTest underTest) throws Exception {
        bringOctober(5);
        closeOctober();
        sql("INSERT INTO metering_archived_month (month, entry) VALUES ('2026-09', 1)");
        try (House keeping = new House(underTest.another(), new ArchiveFolder(data, 2))) {
            keeping.clock.set(Instant.parse("2027-01-01T00:00:00Z"));
            archive(keeping, step -> {}, 2).round();
        }
        assertEquals(0, count("metering_reading"));
    }

    /** On POSIX any close of the locked file by the same process releases the lock. */
    @OnBothStores
    void whoIsTurnedAwayDoesNotLetAnotherProcessIn() {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "the kernel tells of its locks");
        ArchiveFolder folder = new ArchiveFolder(data, 0);
        folder.alone(() -> {
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        Reason.CONCURRENT,
                        assertThrows(Refusal.class, () -> folder.alone(() -> null))
                                .reason());
            }
            assertTrue(isLockedForOthers(), "another process still finds it locked");
            return null;
        });
        folder.alone(() -> null);
    }

    /** Asks the kernel, as another process would be told. */
    private boolean isLockedForOthers() {
        try {
            String inode = Files.getAttribute(data.resolve(".lock"), "unix:ino").toString();
            return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @OnBothStores
    void aFolderOfThatNameThatTheJournalDoesNotKnowIsKeptAside() throws Exception {
        bringOctober(5);
        closeOctober();
        Files.createDirectories(data.resolve("2026-10"));
        Files.writeString(data.resolve("2026-10/of another house"), "dear");
        Files.createDirectories(data.resolve(".2026-10/left by a killed run"));

        house.metering.archive(STAFF, MONTH);

        assertEquals("dear", Files.readString(data.resolve("2026-10.unknown-1/of another house")));
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void twoNodesArchiveAMonthOnceWhileItsReadingsAreSentAgainAndVerified(StoreUnderTest underTest) throws Exception {
        bringOctober(2_500);
        closeOctober();
        List<Reading> readings = listed(10_000);
        List<Total> totals = totals();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try (House other = new House(underTest.another(), new ArchiveFolder(data, 0))) {
            other.clock.set(house.clock.instant());
            List<Callable<Set<Outcome>>> work = new ArrayList<>();
            for (House one : List.of(house, other)) {
                work.add(() -> {
                    try {
                        one.metering.archive(STAFF, MONTH);
                    } catch (Refusal refusal) {
                        assertEquals(Reason.CONCURRENT, refusal.reason());
                    }
                    return Set.of();
                });
                work.add(() -> {
                    Set<Outcome> outcomes = new HashSet<>();
                    for (int i = 0; i < readings.size(); i += 100) {
                        List<Reading> some = readings.subList(i, Math.min(i + 100, readings.size()));
                        one.metering.accept(STAFF, some).forEach(receipt -> outcomes.add(receipt.outcome()));
                    }
                    return outcomes;
                });
            }
            work.add(() -> {
                for (int i = 0; i < 3; i++) {
                    assertEquals(List.of(), house.metering.verify(), "nothing is amiss meanwhile");
                }
                return Set.of();
            });
            for (Future<Set<Outcome>> outcomes : threads.invokeAll(work)) {
                assertTrue(Set.of(Outcome.DUPLICATE).containsAll(outcomes.get()), "all are known");
            }
            assertEquals(List.of(), other.metering.verify());
        }
        threads.shutdown();

        assertEquals(1, decisions().size());
        assertEquals(0, count("metering_reading"));
        assertEquals(totals, totals());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void aCommuneTakesItsArchivedReadingsAlong(@TempDir Path folder) throws Exception {
        bringOctober(5);
        bring(reading("page", NIMES, OCTOBER, "1"));
        closeOctober();
        bring(reading("young", NIMES, NOVEMBER, "1"));
        house.metering.archive(STAFF, MONTH);
        UsageArchive archive = new UsageArchive(store, house.broker, house.metering, new ArchiveFolder(data, 0));

        archive.export(NIMES, house.catalogue.get(0).id(), folder);

        assertEquals(1, Files.readAllLines(folder.resolve("releves.jsonl")).size());
        List<String> lines = Files.readAllLines(folder.resolve("releves-2026-10.jsonl"));
        assertEquals(12, lines.size());
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"id\":\"r3\"")), lines::toString);
        assertTrue(archive.description().contains("releves-AAAA-MM.jsonl"));
    }

    private static MonthArchive archive(House house, Consumer<String> progress) {
        return new MonthArchive(house.store, house.journal, house.clock, house.folder, () -> house.catalogue, progress);
    }

    private MonthArchive archive(House house, Consumer<String> progress, int keepMonths) {
        return new MonthArchive(
                house.store,
                house.journal,
                house.clock,
                new ArchiveFolder(data, keepMonths),
                () -> house.catalogue,
                progress);
    }

    /** So many of Nîmes within three hours, and seven more: two ids that Java orders otherwise, a withdrawal, and another commune's. */
    private void bringOctober(int number) {
        for (int hour = 1; hour <= 3; hour++) {
            house.clock.set(OCTOBER.plus(HOUR.multipliedBy(hour)));
            int rest = hour - 1;
            house.metering.accept(
                    STAFF,
                    IntStream.range(0, number)
                            .filter(i -> i % 3 == rest)
                            .mapToObj(i -> reading("r" + i, NIMES, OCTOBER, "1"))
                            .toList());
        }
        bring(reading(FAR, NIMES, OCTOBER, "1"));
        bring(reading(NEAR, NIMES, OCTOBER, "1"));
        bring(reading("a", NIMES, OCTOBER.plusSeconds(60), "0.000001"));
        bring(reading("b", NIMES, OCTOBER.plusSeconds(61), "9"));
        Reading wrong = reading("wrong", NIMES, OCTOBER.plusSeconds(62), "5");
        bring(wrong);
        bring(House.withdrawal("back", wrong));
        bring(reading("of Bernis", BERNIS, OCTOBER, "4"));
    }

    private void closeOctober() {
        house.clock.set(NOVEMBER.plus(HOUR));
        house.metering.round();
        house.sealOctober();
        assertEquals(List.of(), house.metering.verify());
    }

    private Receipt bring(Reading reading) {
        return house.metering.accept(STAFF, List.of(reading)).get(0);
    }

    /** All readings, page by page. */
    private List<Reading> listed(int page) {
        List<Reading> all = new ArrayList<>();
        Optional<Place> after = Optional.empty();
        List<Reading> some;
        do {
            some = house.metering.readings(House.all(Instant.EPOCH, NOVEMBER.plus(HOUR.multipliedBy(9))), after, page);
            all.addAll(some);
            after = some.isEmpty() ? after : Optional.of(Place.of(some.get(some.size() - 1)));
        } while (some.size() == page);
        return all;
    }

    private List<Total> totals() {
        return house.metering.hourly(House.all(OCTOBER, NOVEMBER));
    }

    private List<ReadingsArchived> decisions() {
        return house.journal.read(0, 10_000).stream()
                .map(Entry::decision)
                .filter(ReadingsArchived.class::isInstance)
                .map(ReadingsArchived.class::cast)
                .toList();
    }

    private long entryOfTheArchive() {
        return store.read(SqlArchived::months).get(0).entry();
    }

    private void assertNotEligible(String words) {
        Refusal refusal = assertThrows(Refusal.class, () -> house.metering.archive(STAFF, MONTH));
        assertEquals(Reason.NOT_ELIGIBLE, refusal.reason());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }

    private void assertFinding(String... words) {
        String findings = house.metering.verify().toString();
        for (String word : words) {
            assertTrue(findings.contains(word), findings);
        }
    }

    private int shell(String command) throws Exception {
        return new ProcessBuilder("sh", "-c", command)
                .directory(data.resolve("2026-10").toFile())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void rewrite(Path file, String what, String by) throws Exception {
        rewrite(file, Files.readAllBytes(file), what, by);
    }

    private static void rewrite(Path file, byte[] whole, String what, String by) throws Exception {
        StringBuilder text = new StringBuilder();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(whole))) {
            text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().replaceAll(what, by).getBytes(StandardCharsets.UTF_8));
        }
    }

    private long count(String table) {
        return store.read(sql -> sql.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    private void sql(String statement) {
        store.write(sql -> sql.execute(statement));
    }
}
