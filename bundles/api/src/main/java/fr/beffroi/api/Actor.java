package fr.beffroi.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Who asks: a person, a platform, a service. The first argument of everything that is asked of the house.
 *
 * @param id stable and without personal data, for the journal: {@code staff/ops}, {@code platform/platform},
 *     {@code account/<uuid>}, {@code room/provisioning}
 * @param role what they are
 * @param tenant the one commune they belong to; present exactly when the role says so
 */
public record Actor(String id, Role role, Optional<Insee> tenant) {
    public Actor {
        Objects.requireNonNull(id, "id");
        if (role.ofOneTenant() != tenant.isPresent()) {
            throw new IllegalArgumentException(role + " with tenant " + tenant);
        }
    }

    /** Anybody, without credentials. */
    public static Actor visitor() {
        return new Actor("visitor", Role.VISITOR, Optional.empty());
    }

    /** Beffroi itself, in the name of one of its rooms. */
    public static Actor room(String room) {
        return new Actor("room/" + room, Role.SYSTEM, Optional.empty());
    }

    /** The running instance of a service for one commune. */
    public static Actor service(Insee tenant, String offering) {
        return new Actor("service/" + tenant + "/" + offering, Role.SERVICE, Optional.of(tenant));
    }

    /** Whether this actor may order for that commune: operations, the platforms, and its own contact. */
    public boolean mayOrderFor(Insee commune) {
        return switch (role) {
            case STAFF, PLATFORM, SYSTEM -> true;
            case CONTACT -> belongsTo(commune);
            default -> false;
        };
    }

    /** Whether this actor may read what concerns that commune: operations, auditors, and its own people. */
    public boolean mayRead(Insee commune) {
        return switch (role) {
            case STAFF, AUDITOR, PLATFORM, SYSTEM -> true;
            case CONTACT, AGENT -> belongsTo(commune);
            default -> false;
        };
    }

    public boolean belongsTo(Insee commune) {
        return tenant.filter(commune::equals).isPresent();
    }

    /**
     * Lets only these roles pass.
     *
     * @throws Refusal {@link Reason#UNAUTHENTICATED} for a visitor, {@link Reason#FORBIDDEN} for anybody else outside the list
     */
    public void require(Role... allowed) {
        for (Role one : allowed) {
            if (role == one) {
                return;
            }
        }
        if (role == Role.VISITOR) {
            throw new Refusal(Reason.UNAUTHENTICATED, "Log in first: this is not open to visitors.");
        }
        throw new Refusal(
                Reason.FORBIDDEN,
                "Your role (" + role.name().toLowerCase(java.util.Locale.ROOT) + ") does not allow this.");
    }
}
