package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
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
import java.util.OptionalLong;

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
        Filter filter = wholeHours(span.filter(Callers.of(request)));
        List<Total> totals = metering.totals(filter);
        Optional<List<Gap>> gaps = gaps(filter);
        return new Totals(
                GapMarks.whole(totals, gaps.orElse(List.of()), filter.from()),
                gaps.isPresent() ? Optional.empty() : Optional.of(true));
    }

    /** Empty when there is too much to look at: what was counted is told all the same. */
    private Optional<List<Gap>> gaps(Filter filter) {
        try {
            return Optional.of(metering.gaps(filter));
        } catch (Refusal refusal) {
            if (refusal.reason() != Reason.INVALID) {
                throw refusal;
            }
            return Optional.empty();
        }
    }

    /** One total an hour. */
    @GET
    @Path("/hourly")
    public Totals hourly(@Context HttpServletRequest request, @BeanParam Span span) {
        Filter filter = wholeHours(span.filter(Callers.of(request)));
        return new Totals(GapMarks.hourly(metering.hourly(filter), metering.gaps(filter)), Optional.empty());
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

    /** @param gapsUnknown true when the span is too long to look for gaps, so that no total has a mark; absent otherwise */
    record Totals(List<TotalView> totals, Optional<Boolean> gapsUnknown) {}

    /**
     * A total.
     *
     * @param readings absent, as {@code withdrawn} and {@code quantity}, when nothing came though something should have
     * @param gap true when readings are missing, in the whole of it or in a part; absent otherwise
     */
    record TotalView(
            String tenant,
            String offering,
            String meter,
            Instant from,
            OptionalLong readings,
            OptionalLong withdrawn,
            Optional<BigDecimal> quantity,
            Optional<Boolean> gap,
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
