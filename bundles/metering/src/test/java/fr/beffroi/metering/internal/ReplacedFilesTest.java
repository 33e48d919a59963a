package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NOVEMBER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody writes to a file, puts another in its place or takes it away while it is read. */
class ReplacedFilesTest extends OpenDropFolder {
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
}
