package fr.beffroi.hosting.internal;

import fr.beffroi.api.Readiness;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Unhealthy;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names the instances that are unhealthy. They keep nobody else from being served, so there is never more to this than a warning. */
@Component
public final class InstancesReadiness implements Readiness {
    private static final int MOST_NAMED = 10;

    private final Hosting hosting;

    @Activate
    public InstancesReadiness(@Reference Hosting hosting) {
        this.hosting = hosting;
    }

    @Override
    public String part() {
        return "instances";
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        List<Unhealthy> unhealthy = hosting.unhealthy();
        if (unhealthy.isEmpty()) {
            return Optional.empty();
        }
        List<String> named = unhealthy.stream()
                .limit(MOST_NAMED)
                .map(one -> one.tenant() + "/" + one.service())
                .toList();
        return Optional.of(
                unhealthy.size() + " instance(s) fail their checks or are shut out: " + String.join(", ", named)
                        + (unhealthy.size() > MOST_NAMED ? ", …" : "") + "; beffroi:instances says why.");
    }
}
