package fr.beffroi.osb;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** OSB 2.17, catalog management. */
@Path("/catalog")
@Produces(MediaType.APPLICATION_JSON)
public final class Catalog {
    private final Broker broker;

    Catalog(Broker broker) {
        this.broker = broker;
    }

    /** The whole catalogue; 304 when the platform has this very one. */
    @GET
    public Response read(@Context Request request) throws JsonProcessingException {
        byte[] body = Json.MAPPER.writeValueAsBytes(
                new Body(broker.catalogue().stream().map(ServiceOffering::from).toList()));
        EntityTag tag = new EntityTag(sha256(body));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged != null
                ? unchanged.tag(tag).build()
                : Response.ok(body).tag(tag).build();
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    record Body(List<ServiceOffering> services) {}

    record ServiceOffering(
            String id,
            String name,
            String description,
            List<String> tags,
            boolean bindable,
            boolean instancesRetrievable,
            boolean planUpdateable,
            OfferingMetadata metadata,
            List<ServicePlan> plans) {

        static ServiceOffering from(Offering offering) {
            return new ServiceOffering(
                    offering.id(),
                    offering.name(),
                    offering.description(),
                    offering.tags(),
                    false,
                    true,
                    false,
                    new OfferingMetadata(offering.title()),
                    offering.plans().stream()
                            .map(plan -> ServicePlan.from(offering, plan))
                            .toList());
        }
    }

    /** OSB profile, service metadata conventions; its names are camel case. */
    record OfferingMetadata(@JsonProperty("displayName") String displayName) {}

    record ServicePlan(String id, String name, String description, boolean free, PlanMetadata metadata) {

        /** A plan is free when its service has no functional unit: there is nothing it could be paid by. */
        static ServicePlan from(Offering offering, Plan plan) {
            List<Cost> costs = offering.units().stream()
                    .filter(unit -> plan.provisionalUnitCosts().containsKey(unit.name()))
                    .map(unit ->
                            new Cost(Map.of("eur", plan.provisionalUnitCosts().get(unit.name())), unit.title()))
                    .toList();
            return new ServicePlan(
                    plan.id(),
                    plan.name(),
                    plan.description(),
                    offering.units().isEmpty(),
                    costs.isEmpty() ? null : new PlanMetadata(costs));
        }
    }

    record PlanMetadata(List<Cost> costs) {}

    /**
     * OSB profile, cost object: a provisional unit cost.
     *
     * @param amount by currency, in lower case
     * @param unit what one pays for, in words
     */
    record Cost(Map<String, BigDecimal> amount, String unit) {}
}
