package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Departures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who may order what: every limit, asked within the decision that it concerns. */
final class Rules {
    /** What is awaited, as the journal calls it. */
    static final String CONVENTION = "convention";

    static final String APPROVAL = "approval";

    private final Register register;
    private final Communes communes;
    private final Departures departures;

    Rules(Register register, Communes communes, Departures departures) {
        this.register = register;
        this.communes = communes;
        this.departures = departures;
    }

    /** A platform with a list of communes isn't told whether there are others. */
    void requireOrdersFor(Actor actor, Insee tenant) {
        if (actor.mayOrderFor(tenant)) {
            return;
        }
        if (actor.role() == Role.PLATFORM) {
            throw unknownCommune(tenant);
        }
        throw new Refusal(Reason.FORBIDDEN, "You may not order for the commune " + tenant + ".");
    }

    private static Refusal unknownCommune(Insee tenant) {
        return Refusal.invalid("There is no commune with the INSEE code " + tenant
                + " that you order for; a postal code is not an INSEE code.");
    }

    Commune requireResident(Insee tenant) {
        if (departures.isLeaving(tenant)) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The commune " + tenant + " is leaving the house and can't subscribe any more.");
        }
        return communes.find(tenant).orElseThrow(() -> unknownCommune(tenant));
    }

    boolean isKnown(Insee tenant) {
        return communes.find(tenant).isPresent();
    }

    Offering requireOffering(Handle sql, String id) {
        return Register.offering(sql, id)
                .orElseThrow(() -> Refusal.invalid("The catalogue has no service with the id " + id + "."));
    }

    static Plan requirePlan(Offering offering, String id) {
        return offering.plan(id)
                .orElseThrow(() -> Refusal.invalid(
                        "The service " + offering.name() + " has no plan with the id " + id + "; see the catalogue."));
    }

    /** Whether the commune may have the service at all, once, now. */
    void requireEligible(Handle sql, Commune commune, Offering offering) {
        List<Life> standing = register.standing(sql, commune.insee());
        standing.stream()
                .filter(life -> life.subscription().offering().equals(offering.id()))
                .findFirst()
                .ifPresent(other -> {
                    throw new Refusal(
                            Reason.NOT_ELIGIBLE,
                            "The commune " + commune.insee() + " has this service already, by the subscription "
                                    + other.id() + "; end that one first.");
                });
        if (!offering.terms().population().admits(commune.population())) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The service " + offering.name() + " is for communes of " + limits(offering) + "; " + commune.name()
                            + " has " + commune.population() + " inhabitants.");
        }
        for (String prerequisite : offering.terms().prerequisites()) {
            if (!has(sql, standing, prerequisite)) {
                throw new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "The service " + offering.name() + " needs the service " + prerequisite + ", which the commune "
                                + commune.insee() + " doesn't have in use; subscribe to that one first.");
            }
        }
        offering.terms().places().ifPresent(places -> {
            if (register.standingOf(sql, offering.id()).size() >= places) {
                throw new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "All " + places + " places of the service " + offering.name()
                                + " are taken; order again when one is free.");
            }
        });
    }

    private static String limits(Offering offering) {
        var population = offering.terms().population();
        String least = population.least().isPresent() ? population.least().getAsInt() + " or more" : "";
        String most = population.most().isPresent() ? population.most().getAsInt() + " or fewer" : "";
        return least + (least.isEmpty() || most.isEmpty() ? "" : " and ") + most + " inhabitants";
    }

    private boolean has(Handle sql, List<Life> standing, String service) {
        return standing.stream()
                .filter(life -> life.is(Subscription.State.ACTIVE))
                .map(life -> Register.offering(sql, life.subscription().offering()))
                .anyMatch(offering ->
                        offering.map(Offering::name).filter(service::equals).isPresent());
    }

    /** What has to be decided before a subscription is made, in the journal's words; nothing when it can be made now. */
    static List<String> awaited(Offering offering, Plan plan, Optional<Convention> convention) {
        List<String> awaited = new ArrayList<>();
        if (plan.paid() && convention.isEmpty()) {
            awaited.add(CONVENTION);
        }
        if (offering.terms().approval()) {
            awaited.add(APPROVAL);
        }
        return awaited;
    }

    /** Nobody else is at work on the subscription or on one of its bindings. */
    void requireFree(Handle sql, Life life) {
        if (life.operation().isUnderWay()) {
            throw concurrent(life, life.operation());
        }
        requireNoBindingWork(sql, life);
    }

    void requireNoBindingWork(Handle sql, Life life) {
        register.bonds(sql, life).stream()
                .map(Bond::operation)
                .filter(Operation::isUnderWay)
                .findFirst()
                .ifPresent(operation -> {
                    throw concurrent(life, operation);
                });
    }

    static Refusal concurrent(Life life, Operation operation) {
        return new Refusal(
                Reason.CONCURRENT,
                "The subscription " + life.id() + " is being worked on (" + operation.kind() + " " + operation.id()
                        + "); order again when that has ended.");
    }

    /**
     * Whether an end, a suspension or the like of this subscription is done by the order alone: nothing was made for it anywhere,
     * not even for one of its bindings, nor before its service became an immediate one.
     */
    boolean isImmediate(Handle sql, Life life) {
        boolean immediate = Register.offering(sql, life.subscription().offering())
                .filter(offering -> offering.terms().immediate())
                .isPresent();
        return immediate
                && !life.is(Subscription.State.PROVISIONING)
                && life.operation().standing().isEmpty()
                && register.bonds(sql, life).stream()
                        .noneMatch(bond ->
                                bond.stands() && bond.access() == fr.beffroi.api.Terms.BindingTerms.Access.DIRECTORY);
    }
}
