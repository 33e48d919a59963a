package fr.beffroi.hosting;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Offering;
import fr.beffroi.api.hosted.DirectoryView;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
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
 * @param directory what the instance sees of the directory
 * @param jar of a bundle that the house itself brings, which isn't held to the rules for services; empty for those of the catalogue,
 *     which come from the folder of services
 */
public record Blueprint(
        Commune commune,
        Offering offering,
        String version,
        Map<String, Object> parameters,
        DataSource dataSource,
        DirectoryView directory,
        Optional<Path> jar) {
    public Blueprint {
        if (offering.hosted().filter(bundle -> bundle.offers(version)).isEmpty()) {
            throw new IllegalArgumentException(offering.name() + " is not hosted in version " + version);
        }
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** With a bundle from the folder of services. */
    public Blueprint(
            Commune commune,
            Offering offering,
            String version,
            Map<String, Object> parameters,
            DataSource dataSource,
            DirectoryView directory) {
        this(commune, offering, version, parameters, dataSource, directory, Optional.empty());
    }
}
