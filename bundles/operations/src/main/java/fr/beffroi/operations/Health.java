package fr.beffroi.operations;

import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import java.util.List;
import java.util.Optional;

/** How the instances are, asked once for all of them. */
record Health(List<Unhealthy> unhealthy) {
    static Health of(Hosting hosting) {
        return new Health(hosting.unhealthy());
    }

    boolean isGood(Instance instance) {
        return reason(instance).isEmpty();
    }

    /** Why it is unhealthy, a sentence. */
    Optional<String> reason(Instance instance) {
        return unhealthy.stream()
                .filter(one ->
                        one.tenant().equals(instance.tenant()) && one.service().equals(instance.service()))
                .map(Unhealthy::reason)
                .findFirst();
    }
}
