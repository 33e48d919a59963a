package fr.beffroi.hosting;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Offering;
import javax.sql.DataSource;

/**
 * What an instance is made from.
 *
 * @param commune whose instance it is
 * @param offering a hosted offering
 * @param dataSource the instance's own database
 */
public record Blueprint(Commune commune, Offering offering, DataSource dataSource) {
    public Blueprint {
        if (offering.hosted().isEmpty()) {
            throw new IllegalArgumentException(offering.name() + " is not hosted");
        }
    }
}
