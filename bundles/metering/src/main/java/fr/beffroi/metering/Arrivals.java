package fr.beffroi.metering;

import fr.beffroi.api.Insee;

/**
 * What the data store holds of a series that arrived since some instant.
 *
 * @param tenant whose
 * @param offering name of the offering
 * @param meter name of the meter
 * @param readings how many count
 * @param released how many of them were let out of the quarantine
 */
public record Arrivals(Insee tenant, String offering, String meter, long readings, long released) {}
