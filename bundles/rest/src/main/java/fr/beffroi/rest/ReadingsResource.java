package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Reading;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Place;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Single readings: where an auditor finds those behind a total. They come in at {@link ReadingsDoor}. */
@Path("/readings")
@Produces(MediaType.APPLICATION_JSON)
public final class ReadingsResource {
    private static final int USUAL_PAGE = 1_000;
    private static final int MOST_ON_A_PAGE = 10_000;

    private final Metering metering;

    ReadingsResource(Metering metering) {
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

    record Page(List<ReadingView> readings, Optional<String> next) {}

    record ReadingView(
            String source,
            String id,
            String tenant,
            String offering,
            String meter,
            Instant time,
            BigDecimal quantity,
            Optional<String> corrects,
            Optional<String> item) {
        static ReadingView of(Reading reading) {
            return new ReadingView(
                    reading.source(),
                    reading.id(),
                    reading.tenant().code(),
                    reading.offering(),
                    reading.meter(),
                    reading.time(),
                    Quantities.shown(reading.quantity()),
                    reading.corrects(),
                    reading.item());
        }
    }
}
