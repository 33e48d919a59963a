package fr.beffroi.api;

import java.util.Objects;
import java.util.Optional;

/**
 * How somebody orders, besides what.
 *
 * @param waits whether the caller can wait for work that takes time (OSB: {@code accepts_incomplete}); without it an order that
 *     needs time is refused with {@link Reason#ASYNC_REQUIRED} and nothing is recorded
 * @param origin who asked the platform, when it says so
 */
public record Manner(boolean waits, Optional<Origin> origin) {
    /** Can wait, and asks for itself. */
    public static final Manner PLAIN = new Manner(true, Optional.empty());

    public Manner {
        Objects.requireNonNull(origin, "origin");
    }
}
