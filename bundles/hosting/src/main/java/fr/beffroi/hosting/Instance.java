package fr.beffroi.hosting;

import fr.beffroi.api.Insee;
import java.util.Map;

/**
 * A running bundle of one offering for one commune.
 *
 * @param tenant whose it is
 * @param service name of the offering
 * @param version of the bundle
 * @param parameters of the subscription it was started with
 * @param serving whether its address answers
 */
public record Instance(Insee tenant, String service, String version, Map<String, Object> parameters, boolean serving) {}
