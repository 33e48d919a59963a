package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledTest {
    @TempDir
    Path folder;

    private long seconds = Long.MAX_VALUE / 1_000_000_000 - 5;
    private final Settled settled = new Settled(Duration.ofSeconds(10), () -> seconds * 1_000_000_000);
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.csv"), "some");
    }

    @Test
    void aFileThatStaysAsItIsForAWhileIsSettled() throws Exception {
        assertFalse(after(0));
        assertFalse(after(9));
        assertTrue(after(1));
        assertEquals(4, settled.taken(file).bytes());
    }

    @Test
    void oneThatGrowsOrIsWrittenAnewWaits() throws Exception {
        after(0);
        Files.writeString(file, " more", StandardOpenOption.APPEND);
        assertFalse(after(10), "it grew");
        FileTime before = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 5));
        assertFalse(after(10), "it was written once more");
        Path other = Files.writeString(folder.resolve("b.csv"), "some more");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.delete(file);
        Files.move(other, file);
        assertFalse(after(10), "it is another file");
        assertTrue(after(10));
    }

    @Test
    void oneThatIsLeftLyingWaitsAnew() {
        after(0);
        after(10);
        settled.taken(file);
        assertFalse(after(1));
        assertTrue(after(10));
    }

    @Test
    void oneThatWasAwayWaitsAnew() throws Exception {
        after(0);
        settled.begin();
        assertFalse(after(10));
    }

    @Test
    void linksFoldersAndEmptyFilesAreLeftAlone() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), file);
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        Path below = Files.createDirectory(folder.resolve("folder.csv"));
        for (int round = 0; round < 3; round++) {
            settled.begin();
            seconds += 10;
            assertFalse(settled.has(link) || settled.has(empty) || settled.has(below));
            assertFalse(settled.has(folder.resolve("nowhere.csv")));
        }
    }

    /** Whether it is settled when it is looked at so many seconds later. */
    private boolean after(int later) {
        seconds += later;
        settled.begin();
        return settled.has(file);
    }
}
