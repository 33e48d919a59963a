package fr.beffroi.api;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A service of the catalogue (OSB's service offering).
 *
 * @param id globally unique and never changed (OSB 2.17, catalog management)
 * @param name unique within the catalogue, part of addresses: {@code actes}
 * @param title as people call it, French: "Actes et délibérations"
 * @param description in a sentence or two, French
 * @param tags for search, may be empty
 * @param hosted the bundle each subscription runs an instance of; empty for a service that runs elsewhere and only reports readings
 * @param openToVisitors whether visitors may read the instance's pages (publication of acts, CGCT L2131-1); they may never change
 *     anything
 * @param outgoing what instances may ask of servers outside, by name; only for what is hosted
 * @param terms on which it is ordered, changed and left
 * @param meters what is counted
 * @param units what it is paid by
 * @param plans at least one
 */
public record Offering(
        String id,
        String name,
        String title,
        String description,
        List<String> tags,
        Optional<HostedBundle> hosted,
        boolean openToVisitors,
        Outgoing outgoing,
        Terms terms,
        List<Meter> meters,
        List<FunctionalUnit> units,
        List<Plan> plans) {

    /** @throws Refusal {@link Reason#INVALID} when a name is missing, doubled, or names something that isn't declared */
    public Offering {
        Names.requireText("An offering", "id", id);
        Names.require("service", name);
        Names.requireText("The service " + name, "title", title);
        Names.requireText("The service " + name, "description", description);
        // Before there were terms, every service was offered on plain ones; the journal still says so.
        terms = terms == null ? Terms.PLAIN : terms;
        outgoing = outgoing == null ? Outgoing.NONE : outgoing;
        if (hosted.isEmpty() && !outgoing.hosts().isEmpty()) {
            throw Refusal.invalid(
                    "The service " + name + " isn't hosted, so nothing of it goes out from here (outgoing).");
        }
        if (terms.immediate() && hosted.isPresent()) {
            throw Refusal.invalid(
                    "The service " + name + " is hosted, so it can't stand by the order alone (immediate).");
        }
        if (hosted.isEmpty()
                && terms.binding()
                        .filter(binding -> binding.access() == Terms.BindingTerms.Access.INSTANCE)
                        .isPresent()) {
            throw Refusal.invalid("The service " + name
                    + " isn't hosted, so a binding can't give access to its instance; say directory instead.");
        }
        if (terms.prerequisites().contains(name)) {
            throw Refusal.invalid("The service " + name + " can't be its own prerequisite.");
        }
        tags = List.copyOf(tags);
        meters = List.copyOf(meters);
        units = List.copyOf(units);
        plans = List.copyOf(plans);
        if (plans.isEmpty()) {
            throw Refusal.invalid("The service " + name + " needs at least one plan.");
        }
        for (Plan plan : plans) {
            if (plan.bindable().orElse(false) && terms.binding().isEmpty()) {
                throw Refusal.invalid("The plan " + plan.name() + " of " + name
                        + " is bindable, but the service doesn't say what a binding gives.");
            }
        }
        Set<String> meterNames = distinct(name, "meter", meters, Meter::name);
        Set<String> unitNames = distinct(name, "functional unit", units, FunctionalUnit::name);
        distinct(name, "plan", plans, Plan::name);
        distinct(name, "plan id", plans, Plan::id);
        for (FunctionalUnit unit : units) {
            unit.meter().filter(meter -> !meterNames.contains(meter)).ifPresent(meter -> {
                throw Refusal.invalid("The functional unit " + unit.name() + " of " + name + " names the meter \""
                        + meter + "\", which the service doesn't declare.");
            });
        }
        for (Plan plan : plans) {
            for (String unit : plan.provisionalUnitCosts().keySet()) {
                if (!unitNames.contains(unit)) {
                    throw Refusal.invalid("The plan " + plan.name() + " of " + name + " prices the unit \"" + unit
                            + "\", which the service doesn't declare.");
                }
            }
        }
    }

    /** That asks nothing of the world outside. */
    public Offering(
            String id,
            String name,
            String title,
            String description,
            List<String> tags,
            Optional<HostedBundle> hosted,
            boolean openToVisitors,
            Terms terms,
            List<Meter> meters,
            List<FunctionalUnit> units,
            List<Plan> plans) {
        this(id, name, title, description, tags, hosted, openToVisitors, Outgoing.NONE, terms, meters, units, plans);
    }

    /** On plain terms. */
    public Offering(
            String id,
            String name,
            String title,
            String description,
            List<String> tags,
            Optional<HostedBundle> hosted,
            boolean openToVisitors,
            List<Meter> meters,
            List<FunctionalUnit> units,
            List<Plan> plans) {
        this(id, name, title, description, tags, hosted, openToVisitors, Terms.PLAIN, meters, units, plans);
    }

    /** What a binding of that plan gives; empty when it can't be bound. */
    public Optional<Terms.BindingTerms> binding(Plan plan) {
        return terms.binding().filter(binding -> plan.bindable().orElse(true));
    }

    /** Whether a subscription to that plan can change its plan or parameters. */
    public boolean isUpdateable(Plan plan) {
        return plan.planUpdateable().orElse(terms.planUpdateable());
    }

    public Optional<Plan> plan(String planId) {
        return plans.stream().filter(plan -> plan.id().equals(planId)).findFirst();
    }

    public Optional<Meter> meter(String meterName) {
        return meters.stream().filter(meter -> meter.name().equals(meterName)).findFirst();
    }

    public Optional<FunctionalUnit> unit(String unitName) {
        return units.stream().filter(unit -> unit.name().equals(unitName)).findFirst();
    }

    private static <T> Set<String> distinct(String offering, String what, List<T> things, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        for (T thing : things) {
            if (!seen.add(key.apply(thing))) {
                throw Refusal.invalid(
                        "The service " + offering + " declares the " + what + " \"" + key.apply(thing) + "\" twice.");
            }
        }
        return seen;
    }
}
