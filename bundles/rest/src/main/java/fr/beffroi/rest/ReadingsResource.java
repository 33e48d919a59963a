package fr.beffroi.rest;

import com.fasterxml.jackson.core.JsonParser;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.metering.CloudEvents;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Place;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Single readings: where they come in, and where an auditor finds those behind a total. */
@Path("/readings")
@Produces(MediaType.APPLICATION_JSON)
public final class ReadingsResource {
    static final int MOST_EVENTS = 10_000;
    private static final int USUAL_PAGE = 1_000;
    private static final int MOST_ON_A_PAGE = 10_000;

    private final ReadingIntake intake;
    private final Metering metering;

    ReadingsResource(ReadingIntake intake, Metering metering) {
        this.intake = intake;
        this.metering = metering;
    }

    /** A page of readings, by commune, service, meter, time, source and id. */
    @GET
    public Page page(
            @Context HttpServletRequest request,
            @BeanParam Span span,
            @QueryParam("after") String after,
            @QueryParam("limit") String limit) {
        Filter filter = span.filter(Callers.of(request));
        Optional<Place> place = Optional.ofNullable(after).map(Cursor::read);
        int most = Asked.limit(limit, USUAL_PAGE, MOST_ON_A_PAGE);
        List<Reading> readings = metering.readings(filter, place, most);
        Optional<String> next = readings.size() < most
                ? Optional.empty()
                : Optional.of(Cursor.written(Place.of(readings.get(readings.size() - 1))));
        return new Page(readings.stream().map(ReadingView::of).toList(), next);
    }

    /** One event. */
    @POST
    @Consumes("application/cloudevents+json")
    public Receipts one(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        return accept(actor, List.of(Json.streamed(body, CloudEvents::one)));
    }

    /** One event in binary mode: its attributes are headers. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Receipts binary(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        return accept(actor, List.of(BinaryEvent.of(request, body)));
    }

    /** A batch; a malformed event refuses only itself. */
    @POST
    @Consumes("application/cloudevents-batch+json")
    public Receipts batch(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        return accept(actor, Json.streamed(body, ReadingsResource::events));
    }

    private static List<CloudEvents.Event> events(JsonParser json) throws IOException {
        List<CloudEvents.Event> events = new ArrayList<>();
        CloudEvents.batch(json, event -> {
            if (events.size() == MOST_EVENTS) {
                throw Refusal.invalid("A batch holds at most " + MOST_EVENTS + " events: send the others in another.");
            }
            events.add(event);
        });
        return events;
    }

    private Receipts accept(Actor actor, List<CloudEvents.Event> events) {
        List<Reading> readings =
                events.stream().flatMap(event -> event.reading().stream()).toList();
        Iterator<ReadingIntake.Receipt> taken =
                (readings.isEmpty() ? List.<ReadingIntake.Receipt>of() : intake.accept(actor, readings)).iterator();
        List<Receipt> receipts = new ArrayList<>();
        for (CloudEvents.Event event : events) {
            ReadingIntake.Receipt what = event.reading().isPresent()
                    ? taken.next()
                    : new ReadingIntake.Receipt(
                            ReadingIntake.Outcome.REFUSED, event.objection().orElseThrow());
            receipts.add(Receipt.of(receipts.size(), event.id(), what));
        }
        return new Receipts(receipts);
    }

    record Page(List<ReadingView> readings, Optional<String> next) {}

    record ReadingView(
            String source,
            String id,
            String tenant,
            String offering,
            String meter,
            Instant time,
            BigDecimal quantity,
            Optional<String> corrects) {
        static ReadingView of(Reading reading) {
            return new ReadingView(
                    reading.source(),
                    reading.id(),
                    reading.tenant().code(),
                    reading.offering(),
                    reading.meter(),
                    reading.time(),
                    Quantities.shown(reading.quantity()),
                    reading.corrects());
        }
    }

    record Receipts(List<Receipt> receipts) {}

    /**
     * What became of one event.
     *
     * @param index its place in the batch, from 0
     * @param id as the event gives it, when it does
     * @param outcome accepted, duplicate, quarantined or refused
     * @param sentence why it is in quarantine or was refused
     */
    record Receipt(int index, Optional<String> id, String outcome, Optional<String> sentence) {
        static Receipt of(int index, Optional<String> id, ReadingIntake.Receipt what) {
            return new Receipt(
                    index,
                    id,
                    Json.word(what.outcome()),
                    Optional.of(what.sentence()).filter(text -> !text.isEmpty()));
        }
    }
}
