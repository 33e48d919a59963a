package fr.beffroi.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Where people read. UTF-8 whatever the locale says; moving bars only where somebody looks at a screen. */
public final class Terminal {
    private final PrintStream out;
    private final boolean screen;

    /** @param screen whether {@code out} is a screen, on which a line can be drawn again */
    public Terminal(PrintStream out, boolean screen) {
        this.out = Objects.requireNonNull(out, "out");
        this.screen = screen;
    }

    /** Standard output; the script says whether it is a screen. */
    public static Terminal standard() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Terminal(out, Boolean.getBoolean("beffroi.screen"));
    }

    /** Standard error, where nothing is drawn. */
    public static Terminal errors() {
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8), false);
    }

    public void line(String text) {
        out.println(text);
    }

    /**
     * A bar that shows how far something is.
     *
     * @param unit what is counted, plural: "communes"
     * @param total how many there will be
     */
    public ProgressBar progress(String unit, long total) {
        return new ProgressBar(out, screen, unit, total, System::nanoTime);
    }
}
