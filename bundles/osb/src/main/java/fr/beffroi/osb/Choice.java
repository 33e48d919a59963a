package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Broker;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Refusal;
import java.util.Optional;

/** A service of the catalogue and one of its plans. */
record Choice(Offering offering, Plan plan) {

    /** @throws Refusal INVALID when the catalogue has no such service, or the service no such plan */
    static Choice of(Broker broker, String service, String planId) {
        Offering offering = offering(broker, service)
                .orElseThrow(
                        () -> Refusal.invalid("The catalogue has no service with the service_id \"" + service + "\"."));
        Plan plan = offering.plan(planId)
                .orElseThrow(() -> Refusal.invalid("The service " + offering.name() + " has no plan with the plan_id \""
                        + planId + "\"; GET /v2/catalog lists its plans."));
        return new Choice(offering, plan);
    }

    static Optional<Offering> offering(Broker broker, String service) {
        return broker.catalogue().stream()
                .filter(offering -> offering.id().equals(service))
                .findFirst();
    }

    /**
     * The version that a body asks for by {@code maintenance_info}; nothing else of that object counts.
     *
     * @return empty when the body doesn't say
     * @throws Answers.MaintenanceInfoConflict when it isn't the one that the catalogue has for this plan
     */
    Optional<String> version(ObjectNode body) {
        Optional<String> wanted = Json.optionalObject(body, "maintenance_info")
                .map(info -> info.get("version"))
                .map(String::valueOf);
        Optional<String> offered = offering.hosted().map(HostedBundle::version);
        if (wanted.isPresent() && !wanted.equals(offered)) {
            throw new Answers.MaintenanceInfoConflict(offered);
        }
        return wanted;
    }

    /**
     * OSB 2.17, maintenance info object.
     *
     * @param version of the bundle that instances run
     */
    record MaintenanceInfo(String version, String description) {

        static MaintenanceInfo of(Offering offering, String version) {
            return new MaintenanceInfo(version, "Version " + version + " du service « " + offering.title() + " ».");
        }
    }
}
