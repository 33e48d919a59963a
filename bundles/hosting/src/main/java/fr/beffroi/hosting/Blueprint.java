package fr.beffroi.hosting;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Offering;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * What an instance is made from.
 *
 * @param commune whose instance it is
 * @param offering a hosted offering
 * @param version of the bundle that this instance runs, one that the offering offers
 * @param parameters of the subscription
 * @param dataSource the instance's own database
 */
public record Blueprint(
        Commune commune, Offering offering, String version, Map<String, Object> parameters, DataSource dataSource) {
    public Blueprint {
        if (offering.hosted().filter(bundle -> bundle.offers(version)).isEmpty()) {
            throw new IllegalArgumentException(offering.name() + " is not hosted in version " + version);
        }
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
