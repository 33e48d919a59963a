package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import java.time.Instant;

/** The legal population of a commune, as it was declared at a moment. */
record Population(Insee insee, Instant declaredAt, long inhabitants) {}
