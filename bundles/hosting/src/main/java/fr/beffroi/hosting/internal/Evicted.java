package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import java.util.Optional;

/**
 * An instance that was shut out and taken away: nothing of it is in the framework, and its address says that it is out of order until it
 * is made anew.
 *
 * @param meant what it would be if nothing had shut it out
 * @param exiles know when it is tried again
 */
record Evicted(Address address, Blueprint blueprint, Instance.State meant, Exiles exiles) implements Resident {
    @Override
    public boolean isMadeFrom(Blueprint other) {
        return false;
    }

    @Override
    public Optional<String> illness() {
        return Optional.of(exiles.sentence(address));
    }

    @Override
    public Instance snapshot() {
        return new Instance(
                address.tenant(),
                address.service(),
                blueprint.version(),
                blueprint.parameters(),
                Instance.State.OUT_OF_ORDER);
    }
}
