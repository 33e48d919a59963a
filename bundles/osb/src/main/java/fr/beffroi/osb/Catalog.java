package fr.beffroi.osb;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Terms.BindingTerms;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** OSB 2.17, catalog management. The same catalogue is the same bytes in every process. */
final class Catalog {
    private final Broker broker;
    private final int pollingLimitSeconds;
    private volatile Page newest;

    private record Page(List<Offering> of, byte[] body, String tag) {}

    /** @param pollingLimitSeconds after which a platform may give an operation up */
    Catalog(Broker broker, int pollingLimitSeconds) {
        this.broker = broker;
        this.pollingLimitSeconds = pollingLimitSeconds;
    }

    /**
     * The whole catalogue; 304 when the platform has this very one.
     *
     * @param known the entity tags of the catalogues that the platform has, as its headers list them
     */
    Response read(List<String> known) throws JsonProcessingException {
        Page page = page(broker.catalogue());
        // A proxy that compresses marks the tag as weak; here that makes no difference (RFC 9110, 13.1.2).
        boolean unchanged = known.stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(one -> one.strip().replaceFirst("^W/", ""))
                .anyMatch(one -> one.equals("*") || one.equals(page.tag()));
        Response.ResponseBuilder answer = unchanged ? Response.notModified() : Response.ok(page.body());
        return answer.header(HttpHeaders.ETAG, page.tag()).build();
    }

    /** Platforms ask again and again, so that it is written once for each catalogue. */
    private Page page(List<Offering> offerings) throws JsonProcessingException {
        Page page = newest;
        if (page == null || !page.of().equals(offerings)) {
            byte[] body = Json.MAPPER.writeValueAsBytes(
                    new Body(offerings.stream().map(this::service).toList()));
            page = new Page(offerings, body, "\"" + sha256(body) + "\"");
            newest = page;
        }
        return page;
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Service service(Offering offering) {
        boolean bindable = offering.terms().binding().isPresent();
        return new Service(
                offering.id(),
                offering.name(),
                offering.description(),
                offering.tags(),
                bindable,
                true,
                bindable,
                true,
                offering.terms().planUpdateable(),
                offering.terms().binding().filter(BindingTerms::rotatable).isPresent(),
                new ServiceMetadata(offering.title()),
                offering.plans().stream().map(plan -> plan(offering, plan)).toList());
    }

    private ServicePlan plan(Offering offering, Plan plan) {
        return new ServicePlan(
                plan.id(),
                plan.name(),
                plan.description(),
                !plan.paid(),
                offering.binding(plan).isPresent(),
                offering.isUpdateable(plan),
                offering.binding(plan).filter(BindingTerms::rotatable).isPresent(),
                pollingLimitSeconds,
                offering.hosted()
                        .map(bundle -> Choice.MaintenanceInfo.of(offering, bundle.version()))
                        .orElse(null),
                Schemas.of(offering, plan),
                PlanMetadata.of(offering, plan));
    }

    record Body(List<Service> services) {}

    /** OSB 2.17, service offering object. Contexts can always be updated: that changes nothing anywhere else. */
    record Service(
            String id,
            String name,
            String description,
            List<String> tags,
            boolean bindable,
            boolean instancesRetrievable,
            boolean bindingsRetrievable,
            boolean allowContextUpdates,
            boolean planUpdateable,
            boolean bindingRotatable,
            ServiceMetadata metadata,
            List<ServicePlan> plans) {}

    /** OSB profile, service metadata conventions; its names are camel case. */
    record ServiceMetadata(@JsonProperty("displayName") String displayName) {}

    /**
     * OSB 2.17, service plan object.
     *
     * @param maximumPollingDuration in seconds
     * @param maintenanceInfo null for a service that runs elsewhere
     * @param metadata null when nothing is paid
     */
    record ServicePlan(
            String id,
            String name,
            String description,
            boolean free,
            boolean bindable,
            boolean planUpdateable,
            boolean bindingRotatable,
            int maximumPollingDuration,
            Choice.MaintenanceInfo maintenanceInfo,
            Schemas schemas,
            PlanMetadata metadata) {}

    /** OSB 2.17, schemas object; a part is null when there is no such request for the plan. */
    record Schemas(InstanceSchemas serviceInstance, BindingSchemas serviceBinding) {
        /** Draft 4 is the one that every platform reads. */
        private static final String NO_PARAMETERS = """
                {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "additionalProperties": false}
                """;

        static Schemas of(Offering offering, Plan plan) {
            Parameters parameters = new Parameters(Json.tree(plan.parameters().orElse(NO_PARAMETERS)));
            return new Schemas(
                    new InstanceSchemas(parameters, offering.isUpdateable(plan) ? parameters : null),
                    offering.binding(plan).isPresent()
                            ? new BindingSchemas(new Parameters(Json.tree(NO_PARAMETERS)))
                            : null);
        }
    }

    record InstanceSchemas(Parameters create, Parameters update) {}

    record BindingSchemas(Parameters create) {}

    /** @param parameters a JSON Schema */
    record Parameters(JsonNode parameters) {}

    record PlanMetadata(List<Cost> costs) {

        /** What is announced for the plan, in the order of the service's units; null when that is nothing. */
        static PlanMetadata of(Offering offering, Plan plan) {
            List<Cost> costs = offering.units().stream()
                    .filter(unit -> plan.provisionalUnitCosts().containsKey(unit.name()))
                    .map(unit ->
                            new Cost(Map.of("eur", plan.provisionalUnitCosts().get(unit.name())), unit.title()))
                    .toList();
            return costs.isEmpty() ? null : new PlanMetadata(costs);
        }
    }

    /**
     * OSB profile, cost object: a provisional unit cost.
     *
     * @param amount by currency, in lower case
     * @param unit what one pays for, in words
     */
    record Cost(Map<String, BigDecimal> amount, String unit) {}
}
