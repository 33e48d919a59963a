package fr.beffroi.journal.internal;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decisions as canonical JSON: one decision has one text. Keys in alphabetical order, no space, numbers in plain decimals, instants
 * and months in ISO 8601, INSEE codes and SIREN as strings, what is empty as {@code null}.
 *
 * <p>Reading is lenient, for a decision may have been written by an earlier or a later Beffroi: fields it doesn't know are passed
 * over, lists and maps that are missing are empty.
 */
final class DecisionJson {
    private static final Map<String, Class<?>> KINDS = Stream.of(Decision.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withConfigOverride(List.class, list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .withConfigOverride(Map.class, map -> map.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(Insee.class, new AsText<>(Insee.class))
                    .addDeserializer(Insee.class, new FromText<>(Insee.class, Insee::new))
                    .addSerializer(Siren.class, new AsText<>(Siren.class))
                    .addDeserializer(Siren.class, new FromText<>(Siren.class, Siren::new)))
            .build();

    private DecisionJson() {}

    /** The name under which a decision is kept. */
    static String kind(Decision decision) {
        return decision.getClass().getSimpleName();
    }

    static String write(Decision decision) {
        try {
            return JSON.writeValueAsString(decision);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON for " + kind(decision), e);
        }
    }

    /** @throws IllegalArgumentException when it is no decision that this Beffroi knows */
    static Decision read(String kind, String body) {
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("\"" + kind + "\" is no kind of decision that this version knows");
        }
        try {
            return (Decision) JSON.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its body is no " + kind + ": " + e.getOriginalMessage(), e);
        }
    }

    /** A value that is its own text. */
    private static final class AsText<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        AsText(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    /** The way back. */
    private static final class FromText<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> reading;

        FromText(Class<T> type, Function<String, T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return reading.apply(in.getText());
        }
    }
}
