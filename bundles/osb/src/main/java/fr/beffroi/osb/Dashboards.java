package fr.beffroi.osb;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import java.util.Optional;

/**
 * Where people find the instance of a subscription.
 *
 * @param publicUrl the address of the house, without a slash at its end
 */
record Dashboards(String publicUrl) {
    Dashboards {
        publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /** The address of a commune's instance; empty for a service that runs elsewhere. */
    Optional<String> of(Offering offering, Insee tenant) {
        return offering.hosted().map(bundle -> publicUrl + "/t/" + tenant + "/" + offering.name() + "/");
    }
}
