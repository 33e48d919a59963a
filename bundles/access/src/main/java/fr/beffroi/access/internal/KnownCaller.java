package fr.beffroi.access.internal;

import fr.beffroi.api.Actor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Locale;

/** The request with its caller, for code that only knows what the servlet specification says about callers. */
final class KnownCaller extends HttpServletRequestWrapper {
    private final Actor actor;

    KnownCaller(HttpServletRequest request, Actor actor) {
        super(request);
        this.actor = actor;
    }

    @Override
    public String getAuthType() {
        return BASIC_AUTH;
    }

    @Override
    public String getRemoteUser() {
        return actor.id();
    }

    @Override
    public Principal getUserPrincipal() {
        return actor::id;
    }

    /** Roles in lower case: {@code staff}, {@code contact}. */
    @Override
    public boolean isUserInRole(String role) {
        return actor.role().name().toLowerCase(Locale.ROOT).equals(role);
    }
}
