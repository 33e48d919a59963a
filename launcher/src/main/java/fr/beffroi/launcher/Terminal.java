package fr.beffroi.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where people read. UTF-8 whatever the locale says; moving bars and lines that fit the width only where somebody looks at a
 * screen.
 */
public final class Terminal {
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    private final PrintStream out;
    private final boolean screen;
    private final int columns;
    private boolean drawn;

    /** @param screen whether {@code out} is a screen, of the usual 80 columns, on which a line can be drawn again */
    public Terminal(PrintStream out, boolean screen) {
        this(out, screen, USUAL_COLUMNS);
    }

    /** @param columns how wide the screen is; a width nobody could read on is taken for the usual one */
    public Terminal(PrintStream out, boolean screen, int columns) {
        this.out = Objects.requireNonNull(out, "out");
        this.screen = screen;
        this.columns = columns < FEWEST_COLUMNS ? USUAL_COLUMNS : columns;
    }

    /** Standard output; the script says whether it is a screen, and how wide. */
    public static Terminal standard() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Terminal(
                out, Boolean.getBoolean("beffroi.screen"), Integer.getInteger("beffroi.columns", USUAL_COLUMNS));
    }

    /** Standard error, where nothing is drawn. */
    public static Terminal errors() {
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8), false);
    }

    /** How many characters fit on a line; without a screen, as many as one likes. */
    public int columns() {
        return screen ? columns : Integer.MAX_VALUE;
    }

    /** One line as it is, for what is copied or aligned. */
    public void line(String text) {
        erase();
        out.println(text);
    }

    /**
     * A sentence, on as many lines as the screen needs.
     *
     * @param indent how many spaces the second line and the following ones begin with
     */
    public void sentence(String text, int indent) {
        Wrapping.of(text, columns(), indent).forEach(this::line);
    }

    /** Says on a screen what is being done, until the next line is printed; elsewhere nothing. */
    public void draw(String text) {
        if (screen) {
            out.print(ProgressBar.ERASE_LINE + text);
            out.flush();
            drawn = true;
        }
    }

    /** Takes away what was drawn. */
    public void erase() {
        if (drawn) {
            out.print(ProgressBar.ERASE_LINE);
            out.flush();
            drawn = false;
        }
    }

    /**
     * A bar that shows how far something is.
     *
     * @param unit what is counted, plural: "communes"
     * @param total how many there will be
     */
    public ProgressBar progress(String unit, long total) {
        erase();
        return new ProgressBar(out, screen, unit, total, System::nanoTime);
    }
}
