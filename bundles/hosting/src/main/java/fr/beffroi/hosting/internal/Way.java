package fr.beffroi.hosting.internal;

import java.util.Optional;

/** What somebody finds at an address who may go in: an instance, or one that is parked and has to be woken first. */
interface Way {
    Address address();

    /** Whether who isn't known to the commune may read there. */
    boolean openToVisitors();

    /**
     * The way in. It may take a moment, for what is parked.
     *
     * @return empty when the instance doesn't wake in time; trying again later may help
     */
    Optional<Route> route();
}
