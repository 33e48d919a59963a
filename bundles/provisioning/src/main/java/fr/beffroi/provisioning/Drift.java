package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection.Finding;
import fr.beffroi.api.decision.Decision.DriftRepaired;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that doesn't agree with the register, and what mends it.
 *
 * @param finding as people are told
 * @param tenant whose it is; empty when its name is no commune's
 * @param remedy to be run in the commune's lane, can be repeated; empty when it is for a person to look at
 */
record Drift(Finding finding, Optional<Insee> tenant, Optional<Runnable> remedy) {

    DriftRepaired repaired() {
        return new DriftRepaired(
                tenant, finding.target(), finding.what(), finding.kind().name().toLowerCase(Locale.ROOT));
    }
}
