package fr.beffroi.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** JSON as this API has it: instants as RFC 3339 text, exact decimals, nothing where there is nothing to say. */
final class Json {
    /** Bytes of a request body that are read. */
    static final int MOST = 10 << 20;

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Json() {}

    /** @throws Refusal INVALID when it isn't JSON */
    static JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw new TooLarge();
        }
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw notWellFormed(e);
        }
    }

    /** What is made of a body token by token. */
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    static Refusal notWellFormed(JsonProcessingException e) {
        return Refusal.invalid("The body is not well-formed JSON: " + e.getOriginalMessage());
    }

    /** @throws Refusal INVALID when it isn't a JSON object */
    static ObjectNode object(InputStream body) throws IOException {
        if (read(body) instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.invalid("The body has to be a JSON object.");
    }

    /** JSON that the house itself keeps. */
    static JsonNode kept(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A text of a body.
     *
     * @throws Refusal INVALID when it is missing, empty, or no text
     */
    static String text(ObjectNode body, String field, String example) {
        JsonNode value = body.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw Refusal.invalid("The body has to hold \"" + field + "\", a text such as \"" + example + "\".");
        }
        return value.textValue();
    }

    /** How a state or a reason is written here: {@code IN_PROGRESS} as {@code in-progress}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A body over {@link #MOST}. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
