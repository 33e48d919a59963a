package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A drop folder of a house, which looks into it all the time; tests drop files and see where they come to lie. */
abstract class OpenDropFolder {
    static final String HEADER = "source;id;tenant;service;meter;time;quantity\n";

    @TempDir
    Path data;

    House house;
    Path folder;
    DropFolder drop;
    volatile ReadingIntake intake;

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

    DropFolder open(Duration settled) {
        return new DropFolder(
                house.metering,
                (actor, readings) -> intake.accept(actor, readings),
                house.clock,
                folder,
                Duration.ofMillis(20),
                settled);
    }

    static String row(String id, String quantity) {
        return "/t/30189/actes;" + id + ";30189;actes;acts-published;2026-10-05T12:00:00+02:00;" + quantity + "\n";
    }

    static String event(String id, String quantity) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/t/30189/actes\","
                + "\"type\":\"fr.beffroi.reading.actes.acts-published\",\"subject\":\"30189\","
                + "\"time\":\"2026-10-05T12:00:00+02:00\",\"data\":{\"quantity\":" + quantity + "}}";
    }

    /** As careful people do: under a name of its own first. */
    void drop(String name, String text) throws IOException {
        write(name, text, StandardCharsets.UTF_8);
    }

    void write(String name, String text, Charset charset) throws IOException {
        Path part = Files.write(folder.resolve("in/.part"), text.getBytes(charset));
        Files.move(part, folder.resolve("in").resolve(name));
    }

    DroppedFile told(String name) {
        await(() -> drop.last().stream().anyMatch(file -> file.name().equals(name)), name + " is read");
        return drop.last().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    void assertCounted(long readings, String quantity) {
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
