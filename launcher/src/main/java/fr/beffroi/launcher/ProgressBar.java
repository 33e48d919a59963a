package fr.beffroi.launcher;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far something is: how many of how many, how fast, since when. On a screen one line is drawn again and again; elsewhere a
 * plain line is printed at every quarter.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long REDRAW_NANOS = 80_000_000;
    static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean screen;
    private final String unit;
    private final long total;
    private final LongSupplier nanos;
    private final long start;
    private long done;
    private long drawn;
    private long quarters;

    ProgressBar(PrintStream out, boolean screen, String unit, long total, LongSupplier nanos) {
        this.out = out;
        this.screen = screen;
        this.unit = unit;
        this.total = Math.max(1, total);
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.drawn = start - REDRAW_NANOS;
        draw();
    }

    /** One more is done. */
    public void step() {
        step(1);
    }

    /** So many more are done. */
    public void step(long more) {
        done += more;
        draw();
    }

    /** Ends the line; nothing is drawn afterwards. */
    @Override
    public void close() {
        if (screen) {
            out.print(ERASE_LINE + text() + System.lineSeparator());
            out.flush();
        }
    }

    private void draw() {
        long now = nanos.getAsLong();
        if (screen && now - drawn >= REDRAW_NANOS) {
            drawn = now;
            out.print(ERASE_LINE + text());
            out.flush();
        } else if (!screen && done * 4 / total > quarters) {
            quarters = done * 4 / total;
            out.println(text());
        }
    }

    private String text() {
        int full = (int) Math.min(WIDTH, done * WIDTH / total);
        double seconds = (nanos.getAsLong() - start) / 1e9;
        String rate = seconds < 0.05 ? "" : String.format(Locale.FRENCH, " · %.1f/s", done / seconds);
        return "  " + "█".repeat(full) + "░".repeat(WIDTH - full) + "  " + done + "/" + total + " " + unit + rate
                + String.format(Locale.FRENCH, " · %.1f s", seconds);
    }
}
