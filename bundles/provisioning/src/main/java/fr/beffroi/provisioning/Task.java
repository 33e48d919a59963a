package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;

/** Something to be looked after in a commune's lane. It names, it doesn't tell: how things stand is asked when its turn comes. */
sealed interface Task {

    /** Whose lane it takes. */
    Insee tenant();

    /** Carry out an operation, or go on with it. */
    record CarryOut(Insee tenant, String subscription, String operation) implements Task {}

    /** Open an instance again after a start of the house. */
    record Reopen(Insee tenant, String subscription) implements Task {}

    /** See whether a leaving commune has nothing left, and close its accounts. */
    record Farewell(Insee tenant) implements Task {}
}
