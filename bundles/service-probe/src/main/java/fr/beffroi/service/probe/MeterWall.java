package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.TenantContext;
import java.util.List;
import java.util.Optional;

/** Tries to count on a meter that isn't this service's. */
final class MeterWall {
    private final TenantContext context;

    MeterWall(TenantContext context) {
        this.context = context;
    }

    List<Attempt> attempts() {
        return List.of(Attempt.at("metering", "meter-of-another-service", () -> {
            context.meter("page-views");
            return Optional.of("Un compteur qui n'est pas celui du service a été remis.");
        }));
    }
}
