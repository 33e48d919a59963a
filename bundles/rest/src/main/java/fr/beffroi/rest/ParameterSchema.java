package fr.beffroi.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A JSON Schema that stands in a file as YAML. Here alone an unquoted number is a number and {@code true} is a truth value (YAML 1.2,
 * 10.2, JSON schema), because JSON tells them from texts.
 */
final class ParameterSchema {
    /** Bytes that a schema may have (OSB 2.17, catalog management, schemas). */
    private static final int MOST = 64 << 10;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(40);

    private final Fields fields;
    private boolean sound = true;

    private ParameterSchema(Fields fields) {
        this.fields = fields;
    }

    /** The schema behind a key as JSON text with its keys in order; empty when there is none, or when it is among the mistakes. */
    static Optional<String> read(Fields fields, String key) {
        Optional<Node> node = fields.node(key);
        return node.flatMap(given -> new ParameterSchema(fields).read(key, given));
    }

    private Optional<String> read(String key, Node node) {
        JsonNode schema = json(node);
        if (!schema.isObject()) {
            wrong(node, "\"" + key + "\" is a JSON Schema: it has keys and values of its own.");
        } else if (!schema.path("$schema").isTextual()) {
            wrong(
                    node,
                    "\"" + key + "\" has to say with \"$schema\" which JSON Schema it is written in, such as"
                            + " \"https://json-schema.org/draft/2020-12/schema\".");
        }
        String text = text(schema);
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST) {
            wrong(node, "\"" + key + "\" is larger than a schema may be: " + MOST + " bytes.");
        }
        return sound ? Optional.of(text) : Optional.empty();
    }

    private JsonNode json(Node node) {
        if (node instanceof MappingNode mapping) {
            return object(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(item -> array.add(json(item)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong(tuple.getKeyNode(), "a key has to be a word.");
                continue;
            }
            JsonNode value = json(tuple.getValueNode());
            if (sorted.putIfAbsent(key.getValue(), value) != null) {
                wrong(key, "the key \"" + key.getValue() + "\" stands here twice.");
            }
            if (key.getValue().matches("\\$(dynamic)?[rR]ef")
                    && value.isTextual()
                    && !value.textValue().startsWith("#")) {
                wrong(key, "a schema here refers to nothing outside itself; \"" + value.textValue() + "\" is outside.");
            }
        }
        return JSON.objectNode().setAll(sorted);
    }

    private JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? number(scalar) : JSON.textNode(scalar.getValue());
    }

    private JsonNode number(ScalarNode scalar) {
        try {
            BigDecimal number = new BigDecimal(scalar.getValue());
            // Compared before it is written out: a 1e999999999 would fill the memory.
            if (number.abs().compareTo(LARGEST) < 0 && number.scale() <= LARGEST.precision()) {
                return JSON.numberNode(number);
            }
        } catch (NumberFormatException e) {
            // Told below: infinity, for one.
        }
        wrong(scalar, "\"" + scalar.getValue() + "\" isn't a number that a schema here can hold.");
        return JSON.nullNode();
    }

    private void wrong(Node at, String sentence) {
        sound = false;
        fields.wrong(YamlFile.line(at), sentence);
    }

    private static String text(JsonNode schema) {
        try {
            return Json.MAPPER.writeValueAsString(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
