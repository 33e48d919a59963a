package fr.beffroi.metering;

import fr.beffroi.api.Reading;
import java.time.Instant;

/**
 * A reading that is kept, but not counted.
 *
 * @param reading as it was brought
 * @param reason what stands against it
 * @param since when it was brought
 */
public record Quarantined(Reading reading, QuarantineReason reason, Instant since) {}
