package fr.beffroi.broker;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Terms.BindingTerms.Access;

/**
 * One life of a binding's id, with what only the broker needs to know of it.
 *
 * @param number tells this life from others of the same id
 * @param binding as everybody sees it
 * @param digest of its content, as it stands in the journal
 * @param access to what its credential gives access
 */
record Bond(long number, Binding binding, String digest, Access access) {

    String id() {
        return binding.id();
    }

    Operation operation() {
        return binding.operation();
    }

    boolean is(Binding.State state) {
        return binding.state() == state;
    }

    /** Whether something of it stands, or may. */
    boolean stands() {
        return switch (binding.state()) {
            case MAKING, ACTIVE, ENDING -> true;
            case FAILED -> !operation().leftovers().isEmpty();
            case CLOSED -> false;
        };
    }
}
