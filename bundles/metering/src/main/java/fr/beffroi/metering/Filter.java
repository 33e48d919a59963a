package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import java.time.Instant;
import java.util.Optional;

/**
 * Which readings.
 *
 * @param tenant of one commune, or of all
 * @param offering name of an offering, or all
 * @param meter name of a meter, or all
 * @param from first instant
 * @param to first instant no longer in the span
 */
public record Filter(
        Optional<Insee> tenant, Optional<String> offering, Optional<String> meter, Instant from, Instant to) {
    public Filter {
        if (!from.isBefore(to)) {
            throw Refusal.invalid(
                    "The span from " + from + " to " + to + " is empty: \"from\" has to come before \"to\".");
        }
    }
}
