package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Readings as CloudEvents 1.0 in JSON: {@code type} names offering and meter, {@code subject} the commune. */
final class CloudEvents {
    private static final Pattern TYPE =
            Pattern.compile("fr\\.beffroi\\.reading\\.([a-z][a-z0-9-]*)\\.([a-z][a-z0-9-]*)");

    private CloudEvents() {}

    /** @throws Refusal INVALID when it isn't a CloudEvent, or not one that is a reading */
    static Reading reading(JsonNode event) {
        if (!event.isObject()) {
            throw Refusal.invalid("An event is a JSON object.");
        }
        if (!text(event, "specversion").equals("1.0")) {
            throw Refusal.invalid("\"specversion\" is \"1.0\" here.");
        }
        String type = text(event, "type");
        Matcher names = TYPE.matcher(type);
        if (!names.matches()) {
            throw Refusal.invalid(
                    "\"type\" is \"" + type + "\", but fr.beffroi.reading.{offering}.{meter} is expected.");
        }
        return new Reading(
                text(event, "source"),
                text(event, "id"),
                new Insee(text(event, "subject")),
                names.group(1),
                names.group(2),
                Asked.instant("time", text(event, "time")),
                quantity(event.path("data")),
                corrects(event.path("data")));
    }

    private static String text(JsonNode event, String attribute) {
        JsonNode value = event.path(attribute);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw Refusal.invalid("The event needs a string \"" + attribute + "\".");
        }
        return value.textValue();
    }

    private static BigDecimal quantity(JsonNode data) {
        if (!data.isMissingNode() && !data.isNull() && !data.isObject()) {
            throw Refusal.invalid("\"data\" is an object such as {\"quantity\": 1}.");
        }
        JsonNode quantity = data.path("quantity");
        BigDecimal one = data.path("corrects").isMissingNode() ? BigDecimal.ONE : BigDecimal.ONE.negate();
        return quantity.isMissingNode() ? one : Quantities.read(quantity);
    }

    private static Optional<String> corrects(JsonNode data) {
        return data.path("corrects").isMissingNode() ? Optional.empty() : Optional.of(text(data, "corrects"));
    }
}
