package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds what stands against the register, and has what differs mended in the lane of its commune. */
final class RegisterInspection implements Inspection {
    private final Comparison comparison;
    private final Lanes lanes;

    RegisterInspection(Comparison comparison, Lanes lanes) {
        this.comparison = comparison;
        this.lanes = lanes;
    }

    @Override
    public Report inspect(Actor actor) {
        actor.require(Role.STAFF, Role.AUDITOR);
        Comparison.Result result = comparison.of(Optional.empty());
        return report(result.drifts().stream(), result.unreachable());
    }

    /** What differs is looked at once more when the lane's turn comes: what has become right meanwhile is left alone. */
    @Override
    public Report repair(Actor actor) {
        actor.require(Role.STAFF);
        Comparison.Result result = comparison.of(Optional.empty());
        Collection<Insee> tenants = new TreeSet<>();
        result.drifts().stream()
                .filter(drift -> drift.remedy().isPresent())
                .forEach(drift -> drift.tenant().ifPresent(tenants::add));
        tenants.forEach(tenant -> lanes.send(new Task.Repair(tenant, actor)));
        return report(result.drifts().stream().filter(drift -> drift.remedy().isEmpty()), result.unreachable());
    }

    private static Report report(Stream<Drift> drifts, List<String> unreachable) {
        return new Report(
                drifts.map(Drift::finding)
                        .sorted(Comparator.comparing(Finding::target).thenComparing(Finding::what))
                        .toList(),
                unreachable);
    }
}
