package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** Where readings were expected and are missing. */
@Path("/usage/gaps")
@Produces(MediaType.APPLICATION_JSON)
public final class GapsResource {
    private final Metering metering;

    GapsResource(Metering metering) {
        this.metering = metering;
    }

    /** Cut to the span. */
    @GET
    public Gaps list(@Context HttpServletRequest request, @BeanParam Span span) {
        return new Gaps(metering.gaps(span.filter(Callers.of(request))).stream()
                .map(GapView::of)
                .toList());
    }

    record Gaps(List<GapView> gaps) {}

    record GapView(String tenant, String offering, String meter, Instant from, Instant to, String reason) {
        static GapView of(Gap gap) {
            return new GapView(gap.tenant().code(), gap.offering(), gap.meter(), gap.from(), gap.to(), gap.reason());
        }
    }
}
