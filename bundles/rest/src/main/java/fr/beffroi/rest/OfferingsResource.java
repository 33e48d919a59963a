package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Broker;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue, with its meters, units and provisional unit costs. */
@Path("/offerings")
@Produces(MediaType.APPLICATION_JSON)
public final class OfferingsResource {
    private final Broker broker;

    OfferingsResource(Broker broker) {
        this.broker = broker;
    }

    @GET
    public Offerings list(@Context HttpServletRequest request) {
        Asked.requireLogIn(Callers.of(request));
        return new Offerings(broker.catalogue().stream().map(OfferingView::of).toList());
    }

    record Offerings(List<OfferingView> offerings) {}

    record OfferingView(
            String id,
            String name,
            String title,
            String description,
            List<String> tags,
            Optional<HostedBundle> bundle,
            boolean openToVisitors,
            List<MeterView> meters,
            List<UnitView> units,
            List<PlanView> plans) {

        static OfferingView of(Offering offering) {
            return new OfferingView(
                    offering.id(),
                    offering.name(),
                    offering.title(),
                    offering.description(),
                    offering.tags(),
                    offering.hosted(),
                    offering.openToVisitors(),
                    offering.meters().stream()
                            .map(meter -> new MeterView(
                                    meter.name(), meter.title(), meter.unit(), Json.word(meter.aggregation())))
                            .toList(),
                    offering.units().stream()
                            .map(unit -> new UnitView(
                                    unit.name(), unit.title(), Json.word(unit.basis()), unit.meter(), unit.per()))
                            .toList(),
                    offering.plans().stream()
                            .map(plan -> new PlanView(
                                    plan.id(), plan.name(), plan.description(), plan.provisionalUnitCosts()))
                            .toList());
        }
    }

    record MeterView(String name, String title, String unit, String aggregation) {}

    record UnitView(String name, String title, String basis, Optional<String> meter, long per) {}

    /** @param provisionalUnitCosts euros by unit */
    record PlanView(String id, String name, String description, Map<String, BigDecimal> provisionalUnitCosts) {}
}
