package fr.beffroi.rest;

import fr.beffroi.api.Actor;
import fr.beffroi.metering.Filter;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;

/** The query parameters that say which readings are asked for; made by JAX-RS for one request. */
public final class Span {
    @QueryParam("tenant")
    private String tenant;

    @QueryParam("offering")
    private String offering;

    @QueryParam("meter")
    private String meter;

    @QueryParam("from")
    private String from;

    @QueryParam("to")
    private String to;

    /**
     * What this actor gets to see of it.
     *
     * @throws fr.beffroi.api.Refusal FORBIDDEN when another commune is asked for, INVALID when a parameter is wrong
     */
    Filter filter(Actor actor) {
        return new Filter(
                Asked.readable(actor, tenant),
                Optional.ofNullable(offering),
                Optional.ofNullable(meter),
                Asked.instant("from", from, Asked.FIRST),
                Asked.instant("to", to, Asked.LAST));
    }
}
