package fr.beffroi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void withoutAScreenAPlainLineComesAtEveryQuarter() {
        try (ProgressBar bar = bar(false, 40)) {
            for (int i = 0; i < 40; i++) {
                nanos.addAndGet(500_000_000);
                bar.step();
            }
        }
        List<String> lines = text().lines().toList();
        assertEquals(4, lines.size(), text());
        assertTrue(lines.get(0).contains("10/40 communes · 2,0/s · 5,0 s"), lines.get(0));
        assertTrue(lines.get(3).contains("█".repeat(24) + "  40/40 communes"), lines.get(3));
        assertFalse(text().contains("\u001b"), "no control characters where nobody looks");
    }

    @Test
    void onAScreenOneLineIsDrawnAgainAndAgain() {
        try (ProgressBar bar = bar(true, 3)) {
            nanos.addAndGet(1_000_000_000);
            bar.step();
            nanos.addAndGet(1);
            bar.step();
            nanos.addAndGet(1);
            bar.step();
        }
        assertEquals(
                1,
                text().lines()
                        .filter(line -> !line.isEmpty() && line.contains("3/3"))
                        .count());
        assertFalse(text().contains("2/3"), "not drawn twice within the blink of an eye");
        assertTrue(text().endsWith(System.lineSeparator()));
    }

    @Test
    void nothingToDoIsNoDivisionByZero() {
        try (ProgressBar bar = bar(true, 0)) {
            bar.step(0);
        }
        assertTrue(text().contains("░"), text());
    }

    private ProgressBar bar(boolean screen, long total) {
        return new ProgressBar(
                new PrintStream(printed, true, StandardCharsets.UTF_8), screen, "communes", total, nanos::get);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
