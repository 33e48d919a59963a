package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** A process that reads a file is killed, again and again, in the middle of it. */
class KilledInAFileTest {
    private static final int READINGS = 30 * ReadingsFile.PART;

    @TempDir
    Path folder;

    @OnBothStores
    void aFileThatWasBrokenOffIsReadAgainAndCountsOnce(StoreUnderTest data) throws Exception {
        data.store();
        Path file = Files.createDirectories(folder.resolve("in")).resolve("october.csv");
        Files.writeString(
                file,
                OpenDropFolder.HEADER
                        + OpenDropFolder.row("first", "wrong")
                        + IntStream.range(0, READINGS)
                                .mapToObj(i -> OpenDropFolder.row("r" + i, "0.001"))
                                .collect(Collectors.joining()));
        for (int round = 1; round <= 3; round++) {
            killAfter(4 * round, data.how());
            assertTrue(Files.exists(file), "nobody moves a file that isn't read to its end");
        }

        try (House house = new House(data.store())) {
            house.clock.set(NOVEMBER);
            DropFolder drop = open(house, folder, house.metering);
            OpenDropFolder.await(() -> !drop.last().isEmpty(), "the file is read once more");
            DroppedFile told = drop.last().get(0);
            drop.stop();

            assertEquals(DroppedFile.Outcome.REFUSED, told.outcome());
            assertTrue(told.lines(Outcome.DUPLICATE) >= 12L * ReadingsFile.PART - 1, told::toString);
            assertEquals(READINGS, told.lines(Outcome.DUPLICATE) + told.lines(Outcome.ACCEPTED));
            assertEquals(1, told.lines(Outcome.REFUSED));
            assertFalse(Files.exists(file));
            assertEquals(
                    2,
                    Files.readAllLines(folder.resolve("refused/october.csv.report.csv"))
                            .size());
            List<Total> totals = house.metering.totals(all(OCTOBER, NOVEMBER));
            assertEquals(READINGS, totals.get(0).readings());
            assertEquals(
                    0, new BigDecimal(READINGS / 1_000).compareTo(totals.get(0).quantity()));
        }
    }

    /** Kills a process that reads the folder, once it has told that so many parts came in. */
    private void killAfter(int parts, List<String> store) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(folder.toString(), Integer.toString(parts + 10)));
        arguments.addAll(store);
        Killed.after(parts, Reader.class, arguments);
    }

    private static DropFolder open(House house, Path folder, ReadingIntake intake) {
        return new DropFolder(house.metering, intake, house.clock, folder, Duration.ofMillis(20), Duration.ofMillis(1));
    }

    /** Reads the folder and tells of each part once it came in, until it is killed; it goes so far and no further. */
    public static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            House house = new House(StoreUnderTest.open(Arrays.copyOfRange(arguments, 2, arguments.length)));
            house.clock.set(NOVEMBER);
            Semaphore left = new Semaphore(Integer.parseInt(arguments[1]));
            open(house, Path.of(arguments[0]), (actor, readings) -> {
                left.acquireUninterruptibly();
                List<Receipt> receipts = house.metering.accept(actor, readings);
                System.out.println("part");
                return receipts;
            });
            Thread.currentThread().join();
        }
    }
}
