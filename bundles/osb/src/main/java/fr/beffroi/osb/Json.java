package fr.beffroi.osb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** JSON as this API has it: names in snake case, nothing where there is nothing to say, numbers kept exactly. */
final class Json {
    /** Bytes of a request body that are read; an order is far smaller. */
    static final int MOST = 1 << 20;

    static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    /**
     * The body of a request.
     *
     * @param contentType as the client names it; may be null
     * @throws Refusal INVALID when it isn't a JSON object
     */
    static ObjectNode object(InputStream body, String contentType) throws IOException {
        if (contentType != null && !isJson(contentType)) {
            throw Refusal.invalid("The body has to be application/json, not " + contentType + ".");
        }
        byte[] bytes = body.readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw new TooLarge();
        }
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.invalid("The body is not well-formed JSON: " + e.getOriginalMessage());
        }
        throw Refusal.invalid("The body has to be a JSON object.");
    }

    private static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    /** @throws Refusal INVALID when there is no such field, or it isn't a string with something in it */
    static String requiredText(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            throw Refusal.invalid("The field \"" + field + "\" is missing.");
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw Refusal.invalid("The field \"" + field + "\" has to be a string that isn't empty.");
        }
        requireStorable(field, value.textValue());
        return value.textValue();
    }

    /** @throws Refusal INVALID when the text holds the one character that PostgreSQL doesn't store */
    static void requireStorable(String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw Refusal.invalid("\"" + name + "\" can't hold the character U+0000.");
        }
    }

    /** @throws Refusal INVALID when the field is there and isn't a string with something in it */
    static Optional<String> optionalText(ObjectNode object, String field) {
        return object.path(field).isNull() || object.path(field).isMissingNode()
                ? Optional.empty()
                : Optional.of(requiredText(object, field));
    }

    /** @throws Refusal INVALID when the field is there and isn't an object */
    static Optional<Map<String, Object>> optionalObject(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw Refusal.invalid("The field \"" + field + "\" has to be a JSON object.");
        }
        return Optional.of(values(value));
    }

    /** JSON that was found well-formed before it was kept. */
    static JsonNode tree(String kept) {
        try {
            return MAPPER.readTree(kept);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object as plain Java values. */
    static Map<String, Object> values(JsonNode object) {
        return MAPPER.convertValue(object, OBJECT);
    }

    /** A body over {@link #MOST}. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
