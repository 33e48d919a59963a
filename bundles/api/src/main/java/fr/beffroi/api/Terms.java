package fr.beffroi.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * On what terms an offering is ordered, changed and left (<i>conditions</i>). Every limit is checked within the order that it
 * concerns, never afterwards.
 *
 * @param immediate whether the order alone makes it stand, because nothing has to be made for it anywhere (OSB: synchronous); never
 *     a hosted offering
 * @param planUpdateable whether a subscription can change its plan or its parameters (OSB: {@code plan_updateable})
 * @param binding what a binding gives; empty when it can't be bound (OSB: {@code bindable})
 * @param approval whether the intercommunality approves each subscription before it is made, besides the convention that anything
 *     paid needs
 * @param noticeDays how long a commune that ends its subscription itself goes on having it (<i>préavis</i>), in days
 * @param population who may subscribe, by legal municipal population
 * @param prerequisites names of offerings that a commune has in use before it can subscribe to this one
 * @param places how many subscriptions of the whole house can stand at once; empty when there is no limit
 */
public record Terms(
        boolean immediate,
        boolean planUpdateable,
        Optional<BindingTerms> binding,
        boolean approval,
        int noticeDays,
        Population population,
        List<String> prerequisites,
        OptionalInt places) {

    /** Made by routes, not bindable, without changes, approval, notice or limits. */
    public static final Terms PLAIN =
            new Terms(false, false, Optional.empty(), false, 0, Population.ANY, List.of(), OptionalInt.empty());

    /** @throws Refusal {@link Reason#INVALID} when a limit can't be meant */
    public Terms {
        if (noticeDays < 0 || noticeDays > 3_650) {
            throw Refusal.invalid("A notice is 0 to 3650 days, not " + noticeDays + ".");
        }
        prerequisites = List.copyOf(prerequisites);
        prerequisites.forEach(name -> Names.require("service", name));
        if (places.isPresent() && places.getAsInt() < 0) {
            throw Refusal.invalid("An offering can't have " + places.getAsInt() + " places.");
        }
    }

    /**
     * Between how many inhabitants.
     *
     * @param least or more; empty when there is no lower limit
     * @param most or fewer; empty when there is no upper limit
     */
    public record Population(OptionalInt least, OptionalInt most) {
        public static final Population ANY = new Population(OptionalInt.empty(), OptionalInt.empty());

        public Population {
            if (least.orElse(0) < 0 || most.orElse(0) < 0 || least.orElse(0) > most.orElse(Integer.MAX_VALUE)) {
                throw Refusal.invalid("A population limit goes from fewer to more inhabitants.");
            }
        }

        public boolean admits(int inhabitants) {
            return inhabitants >= least.orElse(0) && inhabitants <= most.orElse(Integer.MAX_VALUE);
        }
    }

    /**
     * What a binding gives, and for how long.
     *
     * @param access to what
     * @param rotatable whether a successor can be made while the predecessor still works (OSB: {@code binding_rotatable})
     * @param lifetimeDays after which it no longer works; empty when it works until it is ended
     * @param renewalDays how long before that end it should be replaced (OSB: {@code renew_before}); not longer than the lifetime
     */
    public record BindingTerms(Access access, boolean rotatable, OptionalInt lifetimeDays, int renewalDays) {

        /** To what a credential gives access. */
        public enum Access {
            /** The instance's own HTTP API, as a program of the commune's; made at once. Of hosted offerings only. */
            INSTANCE,
            /** The commune's branch of the directory, to read its people and groups by LDAP; made by routes. */
            DIRECTORY
        }

        public BindingTerms {
            if (lifetimeDays.isPresent() && lifetimeDays.getAsInt() < 1) {
                throw Refusal.invalid("A binding lives for one day or more.");
            }
            if (renewalDays < 0 || renewalDays > lifetimeDays.orElse(Integer.MAX_VALUE)) {
                throw Refusal.invalid("A binding is renewed within its lifetime.");
            }
        }
    }
}
