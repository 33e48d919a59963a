package fr.beffroi.hosting;

import fr.beffroi.api.Insee;
import java.util.Map;

/**
 * A bundle of one offering for one commune, running or parked.
 *
 * @param tenant whose it is
 * @param service name of the offering
 * @param version of the bundle
 * @param parameters of the subscription it was started with
 * @param state what its address answers, and why
 */
public record Instance(Insee tenant, String service, String version, Map<String, Object> parameters, State state) {

    /** What somebody finds at the address of an instance. */
    public enum State {
        /** The instance. */
        SERVING,
        /** The instance, once it is awake: it doesn't run, and the first request wakes it. */
        PARKED,
        /** 503: it wasn't checked yet, was withdrawn, or could not be woken the last time. */
        CLOSED,
        /** 503 with the word that the commune's service is suspended. */
        SUSPENDED,
        /** 503: it was shut out, and has to be made anew. */
        OUT_OF_ORDER
    }

    /** Whether its address answers; at that of a parked one, it may take a moment. */
    public boolean serving() {
        return state == State.SERVING || state == State.PARKED;
    }
}
