package fr.beffroi.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.metering.CloudEvents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where readings come in over HTTP. It stands in front of CXF, which would take longer than all the rest for a single reading: events
 * are read from the body token by token, and the receipts are written the same way.
 */
final class ReadingsDoor {
    /** Below the address of the API; what is asked of it by {@code POST} comes here. */
    static final String ADDRESS = "/readings";

    static final int MOST_EVENTS = 10_000;

    private final ReadingIntake intake;
    private final Bodies bodies;

    /** @param bodies all bodies that are being taken in */
    ReadingsDoor(ReadingIntake intake, Bodies bodies) {
        this.intake = intake;
        this.bodies = bodies;
    }

    static boolean isAt(String path) {
        return path != null && (path.equals(ADDRESS) || path.equals(ADDRESS + "/"));
    }

    /** Takes readings in; whatever goes wrong is answered as everywhere in the API. */
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Bodies.Body body = bodies.open(request.getInputStream())) {
            List<CloudEvents.Event> events;
            List<Receipt> taken;
            try {
                Actor actor = Callers.of(request);
                actor.require(Role.STAFF);
                events = events(request, body.stream());
                List<Reading> readings = readings(events);
                taken = readings.isEmpty() ? List.of() : intake.accept(actor, readings);
            } catch (RuntimeException e) {
                // Who is still sending would not hear the answer.
                body.drain();
                Problems.send(e, request, response);
                return;
            }
            answer(response, events, taken.iterator());
        }
    }

    private static List<CloudEvents.Event> events(HttpServletRequest request, InputStream body) throws IOException {
        switch (mediaType(request)) {
            case "application/cloudevents-batch+json" -> {
                return read(body, ReadingsDoor::batch);
            }
            case "application/cloudevents+json" -> {
                return List.of(read(body, CloudEvents::one));
            }
            case MediaType.APPLICATION_JSON -> {
                return List.of(BinaryEvent.of(request, body));
            }
            default -> throw new NotSupportedException();
        }
    }

    /** Without its parameters. */
    private static String mediaType(HttpServletRequest request) {
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static List<CloudEvents.Event> batch(JsonParser json) throws IOException {
        List<CloudEvents.Event> events = new ArrayList<>();
        CloudEvents.batch(json, event -> {
            if (events.size() == MOST_EVENTS) {
                throw Refusal.invalid("A batch holds at most " + MOST_EVENTS + " events: send the others in another.");
            }
            events.add(event);
        });
        return events;
    }

    /**
     * Reads a body without ever having all of it.
     *
     * @throws Refusal INVALID when it isn't JSON
     */
    static <T> T read(InputStream body, Json.Reader<T> reader) throws IOException {
        try (JsonParser json = CloudEvents.JSON.createParser(body)) {
            return reader.read(json);
        } catch (JsonProcessingException e) {
            throw Json.notWellFormed(e);
        }
    }

    private static List<Reading> readings(List<CloudEvents.Event> events) {
        List<Reading> readings = new ArrayList<>(events.size());
        events.forEach(event -> event.reading().ifPresent(readings::add));
        return readings;
    }

    /** A receipt each, in their order: what became of it, and why it is in quarantine or was refused. */
    private static void answer(HttpServletResponse response, List<CloudEvents.Event> events, Iterator<Receipt> taken)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON);
        try (OutputStream out = response.getOutputStream();
                JsonGenerator json = CloudEvents.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("receipts");
            for (int index = 0; index < events.size(); index++) {
                CloudEvents.Event event = events.get(index);
                Receipt receipt = event.objection()
                        .map(objection -> new Receipt(Outcome.REFUSED, objection))
                        .orElseGet(taken::next);
                json.writeStartObject();
                json.writeNumberField("index", index);
                if (event.id().isPresent()) {
                    json.writeStringField("id", event.id().get());
                }
                json.writeStringField("outcome", Json.word(receipt.outcome()));
                if (!receipt.sentence().isEmpty()) {
                    json.writeStringField("sentence", receipt.sentence());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
