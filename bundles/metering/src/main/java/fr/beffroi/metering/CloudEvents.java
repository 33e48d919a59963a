package fr.beffroi.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Readings as CloudEvents 1.0 in JSON: {@code type} names offering and meter, {@code subject} the commune. They are read and written
 * token by token: what is in memory of a batch is the event at hand. No name that is read may stand twice in an object; of others nothing is
 * asked.
 */
public final class CloudEvents {
    /** Makes the parsers and generators that are handed in here. */
    public static final JsonFactory JSON = new JsonFactory();

    /** The attributes of an event that a reading is made of. */
    public static final List<String> ATTRIBUTES = List.of("specversion", "type", "source", "id", "subject", "time");

    private static final String DATA = "data";
    private static final List<String> DATA_NAMES = List.of("quantity", "corrects", "item");

    private static final String TYPE_PREFIX = "fr.beffroi.reading.";
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

    /** Digits before or after the point that are looked at; a {@code 1e999999999} would else fill the memory. */
    private static final int MOST_DIGITS = 40;

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private CloudEvents() {}

    /**
     * An event as it was read: one that is wrong says why, and the others of its batch are read on.
     *
     * @param id as the event gives it, when it does
     * @param reading what it says; empty when it is wrong
     * @param objection why it is no reading, a sentence; empty when it is one
     */
    public record Event(Optional<String> id, Optional<Reading> reading, Optional<String> objection) {}

    /** What stands in {@code data}; without an objection when that can be understood. */
    private record Data(
            Optional<String> objection,
            Optional<BigDecimal> quantity,
            Optional<String> corrects,
            Optional<String> item) {
        static final Data NONE = wrong(Optional.empty());

        static Data wrong(Optional<String> objection) {
            return new Data(objection, Optional.empty(), Optional.empty(), Optional.empty());
        }

        BigDecimal orOne() {
            return quantity.orElse(corrects.isPresent() ? BigDecimal.ONE.negate() : BigDecimal.ONE);
        }
    }

    /**
     * The one event that there is.
     *
     * @param json before its first token
     * @throws Refusal INVALID when there is no JSON object
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it isn't well-formed, or more stands behind it
     */
    public static Event one(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.invalid("An event is a JSON object.");
        }
        Event event = event(json);
        requireEnd(json);
        return event;
    }

    /**
     * Every event of a batch, in its order, as soon as it is read.
     *
     * @param json before its first token
     * @throws Refusal INVALID when there is no JSON array
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it isn't well-formed; some events may have been handed on before
     */
    public static void batch(JsonParser json, Consumer<Event> each) throws IOException {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw Refusal.invalid("A batch is a JSON array of events.");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            each.accept(event(json));
        }
        requireEnd(json);
    }

    /**
     * An event whose attributes stand elsewhere, such as in the headers of a request.
     *
     * @param attributes gives each of {@link #ATTRIBUTES}, null when it isn't there
     * @param data before its first token; empty where an event has no data
     * @throws com.fasterxml.jackson.core.JsonProcessingException when the data aren't well-formed
     */
    public static Event of(UnaryOperator<String> attributes, JsonParser data) throws IOException {
        Data read = data.nextToken() == null ? Data.NONE : data(data);
        requireEnd(data);
        return event(attributes, read);
    }

    /**
     * Writes a reading as an event that gives the same reading when it is read. The quantity is text, so that no reader rounds it.
     *
     * @param json where the value of an object may stand
     */
    public static void write(JsonGenerator json, Reading reading) throws IOException {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("type", TYPE_PREFIX + reading.offering() + "." + reading.meter());
        json.writeStringField("source", reading.source());
        json.writeStringField("id", reading.id());
        json.writeStringField("subject", reading.tenant().code());
        json.writeStringField("time", reading.time().toString());
        json.writeObjectFieldStart("data");
        json.writeStringField(
                "quantity", reading.quantity().stripTrailingZeros().toPlainString());
        if (reading.corrects().isPresent()) {
            json.writeStringField("corrects", reading.corrects().get());
        }
        if (reading.item().isPresent()) {
            json.writeStringField("item", reading.item().get());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /**
     * When a reading was, as an event says it.
     *
     * @throws Refusal INVALID when it is no instant of RFC 3339, or out of the range of a reading
     */
    public static Instant time(String text) {
        try {
            Instant instant = Rfc3339.parse(text);
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw Refusal.invalid("\"time\" is \"" + text + "\", but only instants from " + FIRST + " to " + LAST
                        + " are known here.");
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"time\" is \"" + text
                    + "\", but an instant such as 2026-10-01T00:00:00Z is expected (RFC 3339).");
        }
    }

    /** The event at the current token, read to its end. */
    private static Event event(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return wrong(null, "An event is a JSON object.");
        }
        String[] attributes = new String[ATTRIBUTES.size()];
        Data data = Data.NONE;
        int seen = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            int place = name.equals(DATA) ? ATTRIBUTES.size() : ATTRIBUTES.indexOf(name);
            seen = once(json, seen, place);
            json.nextToken();
            if (place == ATTRIBUTES.size()) {
                data = data(json);
            } else if (place >= 0 && json.currentToken() == JsonToken.VALUE_STRING) {
                attributes[place] = json.getText();
            } else {
                json.skipChildren();
            }
        }
        return event(name -> attributes[ATTRIBUTES.indexOf(name)], data);
    }

    /**
     * Insists that a name stands in its object for the first time. Readers differ in which of two they take.
     *
     * @param seen the places of the names before it, a bit each
     * @param place of the name at the current token; negative when it isn't read
     * @return the places with this one
     */
    private static int once(JsonParser json, int seen, int place) throws IOException {
        if (place < 0) {
            return seen;
        }
        if ((seen & 1 << place) != 0) {
            throw new JsonParseException(json, "the name \"" + json.currentName() + "\" stands twice in one object");
        }
        return seen | 1 << place;
    }

    private static Event event(UnaryOperator<String> attributes, Data data) {
        try {
            Reading reading = reading(attributes, data);
            return new Event(Optional.of(reading.id()), Optional.of(reading), Optional.empty());
        } catch (Refusal e) {
            return wrong(attributes.apply("id"), e.getMessage());
        }
    }

    private static Event wrong(String id, String objection) {
        return new Event(Optional.ofNullable(id), Optional.empty(), Optional.of(objection));
    }

    private static Reading reading(UnaryOperator<String> attributes, Data data) {
        if (!text("specversion", attributes).equals("1.0")) {
            throw Refusal.invalid("\"specversion\" is \"1.0\" here.");
        }
        String type = text("type", attributes);
        int dot = type.indexOf('.', TYPE_PREFIX.length());
        if (!type.startsWith(TYPE_PREFIX) || dot < 0) {
            throw Refusal.invalid(
                    "\"type\" is \"" + type + "\", but fr.beffroi.reading.{offering}.{meter} is expected.");
        }
        String offering = type.substring(TYPE_PREFIX.length(), dot);
        String meter = type.substring(dot + 1);
        String source = text("source", attributes);
        String id = text("id", attributes);
        Insee tenant = new Insee(text("subject", attributes));
        Instant time = time(text("time", attributes));
        if (data.objection().isPresent()) {
            throw Refusal.invalid(data.objection().get());
        }
        return new Reading(source, id, tenant, offering, meter, time, data.orOne(), data.corrects(), data.item());
    }

    private static String text(String attribute, UnaryOperator<String> attributes) {
        String text = attributes.apply(attribute);
        if (text == null || text.isBlank()) {
            throw Refusal.invalid("The event needs a string \"" + attribute + "\".");
        }
        return text;
    }

    /** The data at the current token, read to their end. */
    private static Data data(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Data.NONE;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return Data.wrong(Optional.of("\"data\" is an object such as {\"quantity\": 1}."));
        }
        Optional<String> objection = Optional.empty();
        Optional<BigDecimal> quantity = Optional.empty();
        Optional<String> corrects = Optional.empty();
        Optional<String> item = Optional.empty();
        int seen = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            seen = once(json, seen, DATA_NAMES.indexOf(name));
            json.nextToken();
            if (name.equals("quantity")) {
                quantity = quantity(json);
                objection = quantity.isPresent()
                        ? objection
                        : Optional.of(
                                "\"quantity\" is a number, or a string such as \"12.5\", of at most six decimals.");
            } else if (name.equals("corrects")) {
                corrects = words(json);
                objection = corrects.isPresent() ? objection : objection.or(() -> needs("corrects"));
            } else if (name.equals("item")) {
                item = words(json);
                objection = item.isPresent() ? objection : objection.or(() -> needs("item"));
            }
            json.skipChildren();
        }
        return new Data(objection, quantity, corrects, item);
    }

    private static Optional<String> needs(String name) {
        return Optional.of("The event needs a string \"" + name + "\".");
    }

    /** A string that says something; empty when there is none. */
    private static Optional<String> words(JsonParser json) throws IOException {
        return Optional.ofNullable(json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null)
                .filter(text -> !text.isBlank());
    }

    /** A JSON number, or a string that holds a decimal; empty when it is neither. */
    private static Optional<BigDecimal> quantity(JsonParser json) throws IOException {
        BigDecimal quantity = null;
        if (json.currentToken().isNumeric()) {
            quantity = json.getDecimalValue();
        } else if (json.currentToken() == JsonToken.VALUE_STRING
                && DECIMAL.matcher(json.getText()).matches()) {
            quantity = new BigDecimal(json.getText());
        }
        return Optional.ofNullable(quantity)
                .filter(read -> Math.abs((long) read.scale()) <= MOST_DIGITS && read.precision() <= MOST_DIGITS);
    }

    private static void requireEnd(JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw new JsonParseException(json, "something stands behind its end");
        }
    }
}
