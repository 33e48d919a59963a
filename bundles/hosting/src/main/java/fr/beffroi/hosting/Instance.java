package fr.beffroi.hosting;

import fr.beffroi.api.Insee;

/**
 * A running bundle of one offering for one commune.
 *
 * @param tenant whose it is
 * @param service name of the offering
 * @param version of the bundle
 * @param serving whether its address answers
 */
public record Instance(Insee tenant, String service, String version, boolean serving) {}
