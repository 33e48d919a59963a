package fr.beffroi.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What parameters an order may hold: the JSON Schemas of the plans. The library has the meta-schemas with it and fetches nothing from
 * anywhere. Safe for use by many threads.
 */
final class Parameters {
    /** OSB 2.17, schemas object: "at most 64kB". */
    static final int MOST_BYTES = 64 * 1024;

    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.fetchRemoteResources(false))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ENGLISH)
                            .build()));
    /** By their text; there are no more than the catalogue ever had since the start. */
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * Checks the schema of a plan that is declared.
     *
     * @throws Refusal invalid: not a JSON Schema with {@code $schema}, a reference that leads out of it, or too long (OSB 2.17)
     */
    void requireSchema(Offering offering, Plan plan) {
        if (plan.parameters().isEmpty()) {
            return;
        }
        String text = plan.parameters().get();
        String whose = "The schema of the parameters of the plan " + plan.name() + " of " + offering.name();
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw Refusal.invalid(whose + " is longer than " + MOST_BYTES / 1024 + " kB.");
        }
        JsonNode schema = Json.tree(text)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> Refusal.invalid(whose + " is no JSON object."));
        String dialect = schema.path("$schema").asText("");
        SpecificationVersion version = SpecificationVersion.fromDialectId(dialect)
                .orElseThrow(() -> Refusal.invalid(whose
                        + " needs a $schema that names its version of JSON Schema, such as "
                        + SpecificationVersion.DRAFT_2020_12.getDialectId() + "."));
        externalReference(schema).ifPresent(reference -> {
            throw Refusal.invalid(
                    whose + " refers to " + reference + "; only references within the schema (#…) are allowed.");
        });
        List<Error> errors =
                registry.getSchema(SchemaLocation.of(version.getDialectId())).validate(schema);
        if (!errors.isEmpty()) {
            throw Refusal.invalid(whose + " is no JSON Schema: " + sentences(errors, "the schema") + ".");
        }
        try {
            schema(text).validate(Json.tree(Map.of()));
        } catch (SchemaException | IllegalArgumentException e) {
            throw Refusal.invalid(whose + " can't be used: " + e.getMessage() + ".");
        }
    }

    /**
     * Checks the parameters of an order.
     *
     * @throws Refusal invalid: against the plan's schema, or any at all when it has none
     */
    void require(Offering offering, Plan plan, Map<String, Object> parameters) {
        if (plan.parameters().isEmpty()) {
            if (!parameters.isEmpty()) {
                throw Refusal.invalid("The plan " + plan.name() + " of " + offering.name()
                        + " takes no parameters; leave out " + String.join(", ", parameters.keySet()) + ".");
            }
            return;
        }
        List<Error> errors = schema(plan.parameters().get()).validate(Json.tree(parameters));
        if (!errors.isEmpty()) {
            throw Refusal.invalid("The plan " + plan.name() + " of " + offering.name()
                    + " can't take these parameters: " + sentences(errors, "the parameters") + ".");
        }
    }

    private Schema schema(String text) {
        return schemas.computeIfAbsent(
                text, one -> registry.getSchema(Json.tree(one).orElseThrow()));
    }

    /** "size must be …; colour must be …". */
    private static String sentences(List<Error> errors, String whole) {
        return errors.stream().map(error -> sentence(error, whole)).distinct().collect(Collectors.joining("; "));
    }

    private static String sentence(Error error, String whole) {
        String where = error.getInstanceLocation().toString();
        return (where.isEmpty() || where.equals("/") ? whole : where.substring(1)) + ": " + error.getMessage();
    }

    private static Optional<String> externalReference(JsonNode node) {
        for (String keyword : REFERENCES) {
            JsonNode reference = node.path(keyword);
            if (reference.isTextual() && !reference.textValue().startsWith("#")) {
                return Optional.of(reference.textValue());
            }
        }
        return StreamSupport.stream(node.spliterator(), false)
                .map(Parameters::externalReference)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
