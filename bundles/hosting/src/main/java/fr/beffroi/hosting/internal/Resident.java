package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import java.util.Optional;

/** What stands at an address, whether it runs or not. */
sealed interface Resident permits RunningInstance, Parked, Evicted {
    Blueprint blueprint();

    /** Whether this is what that blueprint would give, and in order. */
    boolean isMadeFrom(Blueprint other);

    Instance snapshot();

    /** Why nobody can use it though it doesn't run; of one that runs its checks tell. */
    default Optional<String> illness() {
        return Optional.empty();
    }
}
