package fr.beffroi.api;

import java.time.Instant;

/**
 * The hands of the clock, present only when the house runs as a demonstration. Everything else reads the time from the {@link
 * java.time.Clock} service.
 */
public interface DemonstrationClock {

    /**
     * Moves the time forward.
     *
     * @throws Refusal {@link Reason#INVALID} when the instant lies behind the present one: the journal never goes back
     */
    void advanceTo(Instant instant);
}
