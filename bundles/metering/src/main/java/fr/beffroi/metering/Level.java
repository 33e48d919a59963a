package fr.beffroi.metering;

import fr.beffroi.api.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to recompute a level besides the readings of the span.
 *
 * @param carried the last reading before the span, when what it says still stood in it
 * @param subscribed when the commune was subscribed, as far as it bears on that span, in order
 */
public record Level(Optional<Reading> carried, List<Subscribed> subscribed) {
    public Level {
        subscribed = List.copyOf(subscribed);
    }

    /**
     * One subscription, or several without a moment between them.
     *
     * @param from its first moment
     * @param to the first moment after it; empty while nobody ordered its end
     */
    public record Subscribed(Instant from, Optional<Instant> to) {}
}
