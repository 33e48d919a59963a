package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Total;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What was used, in totals. */
@Path("/usage")
@Produces(MediaType.APPLICATION_JSON)
public final class UsageResource {
    private final Metering metering;

    UsageResource(Metering metering) {
        this.metering = metering;
    }

    /** One total for each commune, offering and meter over the whole span. */
    @GET
    @Path("/totals")
    public Totals totals(@Context HttpServletRequest request, @BeanParam Span span) {
        return Totals.of(metering.totals(wholeHours(span.filter(Callers.of(request)))));
    }

    /** One total an hour. */
    @GET
    @Path("/hourly")
    public Totals hourly(@Context HttpServletRequest request, @BeanParam Span span) {
        return Totals.of(metering.hourly(wholeHours(span.filter(Callers.of(request)))));
    }

    private static Filter wholeHours(Filter filter) {
        for (Instant bound : List.of(filter.from(), filter.to())) {
            if (!bound.truncatedTo(ChronoUnit.HOURS).equals(bound)) {
                throw Refusal.invalid("Totals are kept by the hour, so \"from\" and \"to\" are whole hours, not "
                        + bound + "; /api/v1/readings has the single readings.");
            }
        }
        return filter;
    }

    record Totals(List<TotalView> totals) {
        static Totals of(List<Total> totals) {
            return new Totals(totals.stream()
                    .map(total -> new TotalView(
                            total.tenant().code(),
                            total.offering(),
                            total.meter(),
                            total.from(),
                            total.readings(),
                            total.withdrawn(),
                            Quantities.shown(total.quantity()),
                            total.figure().map(figure -> Quantities.shown(figure.value())),
                            total.figure().flatMap(ConvertedView::of)))
                    .toList());
        }
    }

    record TotalView(
            String tenant,
            String offering,
            String meter,
            Instant from,
            long readings,
            long withdrawn,
            BigDecimal quantity,
            Optional<BigDecimal> value,
            Optional<ConvertedView> converted) {}

    /** By the rule of that version. */
    record ConvertedView(BigDecimal value, String unit, int version) {
        static Optional<ConvertedView> of(Figure figure) {
            return figure.conversion()
                    .map(rule -> new ConvertedView(
                            Quantities.shown(figure.converted().orElseThrow()), rule.unit(), rule.version()));
        }
    }
}
