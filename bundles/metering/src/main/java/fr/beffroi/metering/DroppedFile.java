package fr.beffroi.metering;

import fr.beffroi.api.ReadingIntake;
import java.time.Instant;
import java.util.Map;

/**
 * A file of readings, and what became of it.
 *
 * @param name as it was dropped; what can't be shown of it is a question mark
 * @param at when it was read
 * @param outcome where it is now
 * @param lines how many of its lines had which outcome; none when it was kept
 * @param sentence why it was kept; empty otherwise
 */
public record DroppedFile(
        String name, Instant at, Outcome outcome, Map<ReadingIntake.Outcome, Long> lines, String sentence) {
    public DroppedFile {
        lines = Map.copyOf(lines);
    }

    /** How many of its lines had that outcome. */
    public long lines(ReadingIntake.Outcome what) {
        return lines.getOrDefault(what, 0L);
    }

    /** What can become of a file. */
    public enum Outcome {
        /** Every line is in the data store; the file is in {@code taken}. */
        TAKEN,
        /** At least one line was refused, the others are in the data store; the file is in {@code refused}, with a report. */
        REFUSED,
        /** It could not be read to its end; it lies where it was and is read again. */
        KEPT
    }
}
