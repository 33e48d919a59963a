package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import java.util.Optional;

/** Something to be looked after in a commune's lane. It names, it doesn't tell: how things stand is asked when its turn comes. */
sealed interface Task {

    /** Whose lane it takes. */
    Insee tenant();

    /**
     * Carry out an operation, or go on with it.
     *
     * @param binding that is worked on; empty when it is the subscription itself
     */
    record CarryOut(Insee tenant, String subscription, Optional<String> binding, String operation) implements Task {
        CarryOut(Insee tenant, String subscription, String operation) {
            this(tenant, subscription, Optional.empty(), operation);
        }
    }

    /** Put what a subscription has outside the data store as the register says: after a start, or after an operation failed. */
    record Reopen(Insee tenant, String subscription) implements Task {}

    /** See whether a leaving commune has nothing left, and close its accounts. */
    record Farewell(Insee tenant) implements Task {}

    /**
     * Bring what stands of a commune into agreement with the register.
     *
     * @param by who asked for it
     */
    record Repair(Insee tenant, Actor by) implements Task {}
}
