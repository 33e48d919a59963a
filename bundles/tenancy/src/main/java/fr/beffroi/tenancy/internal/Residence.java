package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Commune;

/**
 * A commune and whether it still lives here.
 *
 * @param commune the commune as last declared
 * @param state where it is in its stay
 */
record Residence(Commune commune, State state) {
    /** Where a commune is in its stay. */
    enum State {
        /** It lives here. */
        RESIDENT,
        /** Its departure was decided; its services are being ended. */
        LEAVING,
        /** It has left; its name stays for its archives and statements. */
        LEFT
    }
}
