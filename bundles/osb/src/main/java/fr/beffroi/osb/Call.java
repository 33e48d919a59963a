package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Origin;
import fr.beffroi.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request, in the words of this API.
 *
 * @param body read at most once
 */
record Call(HttpServletRequest request, UriInfo uri, InputStream body) {
    /** Segments of a path below {@code /v2}: service_instances, the instance, service_bindings, the binding. */
    private static final int INSTANCE = 1;

    private static final int BINDING = 3;

    Actor actor() {
        return Callers.of(request);
    }

    String instance() {
        return segment(INSTANCE);
    }

    String binding() {
        return segment(BINDING);
    }

    /**
     * An id as the platform meant it: it may hold any character (OSB 2.17, URL properties). Taken from the address as it came,
     * because JAX-RS reads what follows a semicolon as something else.
     *
     * @throws Refusal INVALID when it isn't percent-encoded UTF-8
     */
    private String segment(int position) {
        return PercentEncoding.decode(uri.getPath(false).replaceFirst("^/", "").split("/", -1)[position]);
    }

    /** A query parameter; empty when it isn't there or says nothing. */
    Optional<String> query(String name) {
        Optional<String> value =
                Optional.ofNullable(uri.getQueryParameters().getFirst(name)).filter(text -> !text.isEmpty());
        value.ifPresent(text -> Json.requireStorable(name, text));
        return value;
    }

    /** @throws Refusal INVALID when it isn't there or says nothing */
    String requiredQuery(String name) {
        return query(name).orElseThrow(() -> Refusal.invalid("The query parameter " + name + " is missing."));
    }

    /** @throws Refusal INVALID when {@code accepts_incomplete} is neither true nor false */
    Manner manner() {
        String waits = query("accepts_incomplete").orElse("false");
        if (!waits.equals("true") && !waits.equals("false")) {
            throw Refusal.invalid("accepts_incomplete is either true or false, not \"" + waits + "\".");
        }
        return new Manner(waits.equals("true"), origin());
    }

    private Optional<Origin> origin() {
        return OriginatingIdentity.read(request.getHeader(OriginatingIdentity.HEADER));
    }

    /** @throws Refusal INVALID when the body isn't a JSON object */
    ObjectNode object() throws IOException {
        return Json.object(body, request.getContentType());
    }
}
