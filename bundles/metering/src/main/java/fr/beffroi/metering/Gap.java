package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import java.time.Instant;

/**
 * A span for which readings of a meter were expected and didn't come: what was used then isn't known, and is not nothing.
 *
 * @param tenant whose
 * @param offering name of the offering
 * @param meter name of the meter
 * @param from first instant
 * @param to first instant no longer in the span
 * @param reason in a word: {@link #SILENT}, or what the entrance recorded that should have brought them
 */
public record Gap(Insee tenant, String offering, String meter, Instant from, Instant to, String reason) {
    /** Nothing came that stands, though the rhythm of the meter says that something should have. */
    public static final String SILENT = "silent";
}
