package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What time it is in the house. In a demonstration operations may move it forward; nowhere else. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class ClockResource {
    private final Clock clock;
    private final Optional<DemonstrationClock> demonstration;

    ClockResource(Clock clock, Optional<DemonstrationClock> demonstration) {
        this.clock = clock;
        this.demonstration = demonstration;
    }

    @GET
    @Path("clock")
    public Time read(@Context HttpServletRequest request) {
        Asked.requireLogIn(Callers.of(request));
        return now();
    }

    @POST
    @Path("demonstration/clock")
    @Consumes(MediaType.APPLICATION_JSON)
    public Time advance(@Context HttpServletRequest request, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        DemonstrationClock hands = demonstration.orElseThrow(
                () -> new Refusal(Reason.NOT_FOUND, "This house is not a demonstration: its clock goes by itself."));
        actor.require(Role.STAFF);
        JsonNode now = Json.object(body).path("now");
        if (!now.isTextual()) {
            throw Refusal.invalid("The body has to be such as {\"now\": \"2026-11-01T08:00:00Z\"}.");
        }
        hands.advanceTo(Asked.instant("now", now.textValue()));
        return now();
    }

    private Time now() {
        return new Time(clock.instant(), demonstration.isPresent());
    }

    record Time(Instant now, boolean demonstration) {}
}
