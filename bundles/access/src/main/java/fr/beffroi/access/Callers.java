package fr.beffroi.access;

import fr.beffroi.api.Actor;
import jakarta.servlet.http.HttpServletRequest;

/** Who is calling, as the log-in filter found out before any other servlet saw the request. */
public final class Callers {
    /** Under this name the log-in filter, and nobody else, leaves the caller in the request. */
    public static final String ATTRIBUTE = Actor.class.getName();

    private Callers() {}

    /**
     * The caller of a request.
     *
     * @throws IllegalStateException when the request didn't pass the log-in filter: a fault in the wiring, never let through
     */
    public static Actor of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Actor actor) {
            return actor;
        }
        throw new IllegalStateException("This request did not pass the log-in filter.");
    }
}
