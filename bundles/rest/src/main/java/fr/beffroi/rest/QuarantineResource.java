package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.rest.ReadingsResource.ReadingView;
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
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** Readings that are kept but not counted: why, and what operations do about it. */
@Path("/readings/quarantine")
@Produces(MediaType.APPLICATION_JSON)
public final class QuarantineResource {
    private static final int USUAL = 1_000;
    private static final int MOST = 10_000;

    private final Metering metering;

    QuarantineResource(Metering metering) {
        this.metering = metering;
    }

    /** Those that wait, the oldest first. */
    @GET
    public Waiting list(@Context HttpServletRequest request, @BeanParam Span span, @QueryParam("limit") String limit) {
        return new Waiting(
                metering.quarantine(span.filter(Callers.of(request)), Asked.limit(limit, USUAL, MOST)).stream()
                        .map(QuarantinedView::of)
                        .toList());
    }

    /** Takes those of a source in once more, at times that somebody set right. */
    @POST
    @Path("/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    public Replayed replay(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        JsonNode asked = Json.object(body);
        JsonNode source = asked.path("source");
        if (!source.isTextual() || source.textValue().isBlank()) {
            throw Refusal.invalid("\"source\" names whose readings are taken in once more.");
        }
        return new Replayed(metering.replay(actor, source.textValue(), shift(asked.path("shift"))));
    }

    private static Duration shift(JsonNode shift) {
        try {
            return shift.isMissingNode() ? Duration.ZERO : Duration.parse(shift.asText());
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"shift\" is a duration that is added to the times, such as PT2H or -PT90S, not \""
                    + shift.asText() + "\".");
        }
    }

    record Waiting(List<QuarantinedView> readings) {}

    record QuarantinedView(ReadingView reading, String reason, String sentence, Instant since) {
        static QuarantinedView of(Quarantined one) {
            return new QuarantinedView(
                    ReadingView.of(one.reading()),
                    one.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    one.reason().sentence(),
                    one.since());
        }
    }

    record Replayed(long released) {}
}
