package fr.beffroi.hosting;

import fr.beffroi.api.Insee;

/**
 * An instance that serves and failed its check three times in a row, whose address stays open and which one check that passes heals; or
 * one that was shut out, until it is made anew.
 *
 * @param tenant whose it is
 * @param service name of the offering
 * @param reason what its last check failed by, or that it is shut out; a sentence
 */
public record Unhealthy(Insee tenant, String service, String reason) {}
