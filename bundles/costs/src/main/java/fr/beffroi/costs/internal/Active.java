package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import java.time.Instant;
import java.util.Optional;

/**
 * A subscription while a commune could use it.
 *
 * @param offering id of the offering
 * @param from when the service was ready
 * @param to when its end was ordered, or its notice ends; empty while nobody ordered its end
 */
record Active(Insee insee, String offering, Instant from, Optional<Instant> to) {}
