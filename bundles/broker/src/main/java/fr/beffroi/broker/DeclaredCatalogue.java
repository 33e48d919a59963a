package fr.beffroi.broker;

import fr.beffroi.api.Declaration;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.DeclaredPart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The catalogue as files declare it. An id keeps its meaning for ever (OSB 2.17, catalog management): names behind ids stand in
 * addresses, schemas, readings and statements.
 */
@Component(property = "part=catalogue")
public final class DeclaredCatalogue implements DeclaredPart {
    /** What of an offering can be told apart when it is described anew, in the order it is told. */
    private static final Map<String, Function<Offering, Object>> ASPECTS = aspects();

    /**
     * What subscriptions stand by.
     *
     * @param offerings ids
     * @param plans ids
     * @param versions of bundles, by the offering's id
     */
    private record InUse(Set<String> offerings, Set<String> plans, Map<String, Set<String>> versions) {}

    private final Register register;
    private final Parameters parameters = new Parameters();

    @Activate
    public DeclaredCatalogue(@Reference Register register) {
        this.register = register;
    }

    @Override
    public List<String> apply(Decisions decisions, Declaration declaration) {
        Map<String, Offering> published = register.offerings(decisions.sql()).stream()
                .collect(Collectors.toMap(Offering::id, offering -> offering, (a, b) -> a, LinkedHashMap::new));
        Map<String, Offering> catalogue = new LinkedHashMap<>(published);
        Set<String> declared = new HashSet<>();
        for (Offering offering : declaration.offerings()) {
            if (!declared.add(offering.id())) {
                throw Refusal.invalid("The service id " + offering.id() + " is declared twice.");
            }
            catalogue.put(offering.id(), offering);
        }
        requireDistinct(catalogue.values());

        InUse inUse = inUse(decisions);
        List<String> changes = new ArrayList<>();
        for (Offering written : declaration.offerings()) {
            Offering offering = plain(written);
            Offering before = published.get(offering.id());
            requireSameMeaning(offering, published);
            offering.plans().forEach(plan -> parameters.requireSchema(offering, plan));
            if (before == null) {
                changes.add("service " + offering.name() + ": new");
            } else if (before.equals(offering)) {
                continue;
            } else {
                SameMeters.require(MeterRows.of(decisions.sql(), before), offering, decisions.now());
                requireStillUsable(before, offering, inUse);
                changes.add("service " + offering.name() + ": " + difference(before, offering));
            }
            decisions.record(new OfferingPublished(offering));
        }
        return changes;
    }

    private InUse inUse(Decisions decisions) {
        Set<String> offerings = new HashSet<>();
        Set<String> plans = new HashSet<>();
        Map<String, Set<String>> versions = new HashMap<>();
        for (Life life : register.standing(decisions.sql())) {
            Subscription subscription = life.subscription();
            Set<String> running = versions.computeIfAbsent(subscription.offering(), id -> new TreeSet<>());
            offerings.add(subscription.offering());
            plans.add(subscription.plan());
            subscription.version().ifPresent(running::add);
            subscription
                    .wanted()
                    .filter(wanted -> subscription.operation().isUnderWay())
                    .ifPresent(wanted -> {
                        plans.add(wanted.plan());
                        wanted.version().ifPresent(running::add);
                    });
        }
        return new InUse(offerings, plans, versions);
    }

    /** No name and no plan id twice in what the catalogue would be. */
    private static void requireDistinct(Iterable<Offering> catalogue) {
        Map<String, String> names = new HashMap<>();
        Map<String, String> plans = new HashMap<>();
        for (Offering offering : catalogue) {
            String other = names.putIfAbsent(offering.name(), offering.id());
            if (other != null) {
                throw Refusal.invalid("Two services are named " + offering.name() + ": " + other + " and "
                        + offering.id() + "; a name belongs to one service.");
            }
            for (Plan plan : offering.plans()) {
                String owner = plans.putIfAbsent(plan.id(), offering.name());
                if (owner != null) {
                    throw Refusal.invalid("The plan id " + plan.id() + " is declared by " + owner + " and by "
                            + offering.name() + "; give one of them a new id.");
                }
            }
        }
    }

    private static void requireSameMeaning(Offering offering, Map<String, Offering> published) {
        Offering before = published.get(offering.id());
        if (before != null && !before.name().equals(offering.name())) {
            throw Refusal.invalid("The service " + offering.id() + " is named " + before.name() + " and can't become "
                    + offering.name() + "; give the new service a new id.");
        }
        for (Offering other : published.values()) {
            for (Plan plan : offering.plans()) {
                Plan known = other.plan(plan.id()).orElse(null);
                if (known == null) {
                    continue;
                }
                if (!other.id().equals(offering.id())) {
                    throw Refusal.invalid("The plan id " + plan.id() + " belongs to the service " + other.name()
                            + " and can't move to " + offering.name() + "; give the plan a new id.");
                }
                if (!known.name().equals(plan.name())) {
                    throw Refusal.invalid("The plan " + plan.id() + " of " + offering.name() + " is named "
                            + known.name() + " and can't become " + plan.name() + "; give the new plan a new id.");
                }
            }
        }
    }

    private static void requireStillUsable(Offering before, Offering after, InUse inUse) {
        for (Plan plan : before.plans()) {
            if (inUse.plans().contains(plan.id()) && after.plan(plan.id()).isEmpty()) {
                throw Refusal.invalid("The plan " + plan.name() + " of " + after.name()
                        + " can't be taken from the catalogue while communes are subscribed to it.");
            }
        }
        if (inUse.offerings().contains(after.id())
                && before.hosted().isPresent() != after.hosted().isPresent()) {
            throw Refusal.invalid("The service " + after.name()
                    + " can't begin or cease to be hosted while communes are subscribed to it.");
        }
        if (inUse.offerings().contains(after.id()) && takesAccessAway(before, after)) {
            throw Refusal.invalid("What a binding of " + after.name()
                    + " gives access to can't change or go while communes are subscribed to it.");
        }
        after.hosted().ifPresent(bundle -> requireVersions(after, bundle, inUse));
    }

    private static boolean takesAccessAway(Offering before, Offering after) {
        Optional<Terms.BindingTerms.Access> access = before.terms().binding().map(Terms.BindingTerms::access);
        return access.isPresent() && !access.equals(after.terms().binding().map(Terms.BindingTerms::access));
    }

    private static void requireVersions(Offering offering, HostedBundle bundle, InUse inUse) {
        for (String version : inUse.versions().getOrDefault(offering.id(), Set.of())) {
            if (!bundle.offers(version)) {
                throw Refusal.invalid(
                        "The version " + version + " of " + offering.name()
                                + " can't be taken from the catalogue while communes run it; name it among the other versions.");
            }
        }
    }

    /** "bundle 1.0.0 → 1.1.0, terms, plans changed": of the bundle, which version new subscriptions get. */
    private static String difference(Offering before, Offering after) {
        String version =
                version(before).equals(version(after)) ? "" : "bundle " + version(before) + " → " + version(after);
        String others = ASPECTS.entrySet().stream()
                .filter(aspect -> !aspect.getValue()
                        .apply(before)
                        .equals(aspect.getValue().apply(after)))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return version
                + (version.isEmpty() || others.isEmpty() ? "" : ", ")
                + (others.isEmpty() ? "" : others + " changed");
    }

    private static String version(Offering offering) {
        return offering.hosted().map(HostedBundle::version).orElse("none");
    }

    private static Map<String, Function<Offering, Object>> aspects() {
        Map<String, Function<Offering, Object>> aspects = new LinkedHashMap<>();
        aspects.put("title", Offering::title);
        aspects.put("description", Offering::description);
        aspects.put("tags", Offering::tags);
        aspects.put("bundle's name", offering -> offering.hosted().map(HostedBundle::symbolicName));
        aspects.put("bundle's other versions", offering -> offering.hosted().map(HostedBundle::otherVersions));
        aspects.put("openness to visitors", Offering::openToVisitors);
        aspects.put("outgoing requests", Offering::outgoing);
        aspects.put("terms", Offering::terms);
        aspects.put("meters", Offering::meters);
        aspects.put("functional units", Offering::units);
        aspects.put("plans", Offering::plans);
        return aspects;
    }

    /** The same offering with its amounts written the one plain way, so that 1.50 and 1.5 are no change. */
    private static Offering plain(Offering offering) {
        List<Plan> plans = offering.plans().stream()
                .map(plan -> new Plan(
                        plan.id(),
                        plan.name(),
                        plan.description(),
                        plain(plan.provisionalUnitCosts()),
                        plan.parameters(),
                        plan.bindable(),
                        plan.planUpdateable()))
                .toList();
        return new Offering(
                offering.id(),
                offering.name(),
                offering.title(),
                offering.description(),
                offering.tags(),
                offering.hosted(),
                offering.openToVisitors(),
                offering.outgoing(),
                offering.terms(),
                offering.meters(),
                offering.units(),
                plans);
    }

    private static Map<String, BigDecimal> plain(Map<String, BigDecimal> amounts) {
        return amounts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, amount -> {
            BigDecimal stripped = amount.getValue().stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }));
    }
}
