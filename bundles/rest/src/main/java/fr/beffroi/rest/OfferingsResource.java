package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Outgoing;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Terms;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

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
            Outgoing outgoing,
            TermsView terms,
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
                    offering.outgoing(),
                    TermsView.of(offering.terms()),
                    offering.meters().stream()
                            .map(meter -> new MeterView(
                                    meter.name(),
                                    meter.title(),
                                    meter.unit(),
                                    Json.word(meter.aggregation()),
                                    meter.conversions(),
                                    meter.rhythm().map(Duration::toString),
                                    meter.scrape().map(ScrapeView::of)))
                            .toList(),
                    offering.units().stream()
                            .map(unit -> new UnitView(
                                    unit.name(), unit.title(), Json.word(unit.basis()), unit.meter(), unit.per()))
                            .toList(),
                    offering.plans().stream()
                            .map(plan -> PlanView.of(plan, offering))
                            .toList());
        }
    }

    /** See {@link Terms}. */
    record TermsView(
            boolean immediate,
            boolean approval,
            int noticeDays,
            OptionalInt leastPopulation,
            OptionalInt mostPopulation,
            List<String> prerequisites,
            OptionalInt places,
            Optional<BindingTermsView> binding) {
        static TermsView of(Terms terms) {
            return new TermsView(
                    terms.immediate(),
                    terms.approval(),
                    terms.noticeDays(),
                    terms.population().least(),
                    terms.population().most(),
                    terms.prerequisites(),
                    terms.places(),
                    terms.binding().map(BindingTermsView::of));
        }
    }

    record BindingTermsView(String access, boolean rotatable, OptionalInt lifetimeDays, int renewalDays) {
        static BindingTermsView of(Terms.BindingTerms binding) {
            return new BindingTermsView(
                    Json.word(binding.access()), binding.rotatable(), binding.lifetimeDays(), binding.renewalDays());
        }
    }

    record MeterView(
            String name,
            String title,
            String unit,
            String aggregation,
            List<Conversion> conversions,
            Optional<String> rhythm,
            Optional<ScrapeView> scrape) {}

    /** See {@link Scrape}. */
    record ScrapeView(String address, String counter, String tenantLabel, Map<String, String> labels, String every) {
        static ScrapeView of(Scrape scrape) {
            return new ScrapeView(
                    scrape.address().toString(),
                    scrape.counter(),
                    scrape.tenantLabel(),
                    new TreeMap<>(scrape.labels()),
                    scrape.every().toString());
        }
    }

    record UnitView(String name, String title, String basis, Optional<String> meter, long per) {}

    /**
     * A plan, with what holds for it whether it says so itself or its service does.
     *
     * @param provisionalUnitCosts euros by unit
     * @param paid whether anything is paid for it, so that a convention is needed
     * @param parameters JSON Schema of the parameters that an order may hold
     */
    record PlanView(
            String id,
            String name,
            String description,
            Map<String, BigDecimal> provisionalUnitCosts,
            boolean paid,
            boolean bindable,
            boolean updateable,
            Optional<JsonNode> parameters) {
        static PlanView of(Plan plan, Offering offering) {
            return new PlanView(
                    plan.id(),
                    plan.name(),
                    plan.description(),
                    plan.provisionalUnitCosts(),
                    plan.paid(),
                    offering.binding(plan).isPresent(),
                    offering.isUpdateable(plan),
                    plan.parameters().map(Json::kept));
        }
    }
}
