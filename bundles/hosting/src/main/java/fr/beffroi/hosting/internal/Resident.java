package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;

/** What stands at an address, whether it runs or not. */
sealed interface Resident permits RunningInstance, Parked {
    Blueprint blueprint();

    /** Whether this is what that blueprint would give, and in order. */
    boolean isMadeFrom(Blueprint other);

    Instance snapshot();
}
