package fr.beffroi.api;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks: a person, a platform, a program, a service. The first argument of everything that is asked of the house.
 *
 * @param id stable and without personal data, for the journal: {@code staff/ops}, {@code platform/portail-gard},
 *     {@code account/<uuid>}, {@code binding/<uuid>}, {@code room/provisioning}
 * @param role what they are
 * @param tenant the one commune they belong to; present exactly when the role says so
 * @param actsFor the only communes that a platform acts for; empty when it acts for all of them, and for everybody else
 * @param service the only service that a program may use; present exactly when the role is {@link Role#PROGRAM}
 */
public record Actor(
        String id, Role role, Optional<Insee> tenant, Optional<Set<Insee>> actsFor, Optional<String> service) {
    public Actor {
        Objects.requireNonNull(id, "id");
        if (role.ofOneTenant() != tenant.isPresent()) {
            throw new IllegalArgumentException(role + " with tenant " + tenant);
        }
        if (actsFor.isPresent() && role != Role.PLATFORM) {
            throw new IllegalArgumentException(role + " acting for " + actsFor);
        }
        if (service.isPresent() != (role == Role.PROGRAM)) {
            throw new IllegalArgumentException(role + " of service " + service);
        }
        actsFor = actsFor.map(Set::copyOf);
    }

    public Actor(String id, Role role, Optional<Insee> tenant) {
        this(id, role, tenant, Optional.empty(), Optional.empty());
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

    /** A platform; without a list of communes it acts for the whole intercommunality. */
    public static Actor platform(String name, Optional<Set<Insee>> actsFor) {
        return new Actor("platform/" + name, Role.PLATFORM, Optional.empty(), actsFor, Optional.empty());
    }

    /** A program that uses one service of one commune by a binding. */
    public static Actor program(String credential, Insee tenant, String service) {
        return new Actor(
                "binding/" + credential, Role.PROGRAM, Optional.of(tenant), Optional.empty(), Optional.of(service));
    }

    /** Whether this actor may order for that commune: operations, the platforms that act for it, and its own contact. */
    public boolean mayOrderFor(Insee commune) {
        return switch (role) {
            case STAFF, SYSTEM -> true;
            case PLATFORM -> actsFor(commune);
            case CONTACT -> belongsTo(commune);
            default -> false;
        };
    }

    /** Whether this actor may read what concerns that commune: operations, auditors, its platforms, and its own people. */
    public boolean mayRead(Insee commune) {
        return switch (role) {
            case STAFF, AUDITOR, SYSTEM -> true;
            case PLATFORM -> actsFor(commune);
            case CONTACT, AGENT -> belongsTo(commune);
            default -> false;
        };
    }

    public boolean belongsTo(Insee commune) {
        return tenant.filter(commune::equals).isPresent();
    }

    private boolean actsFor(Insee commune) {
        return actsFor.map(communes -> communes.contains(commune)).orElse(true);
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
                Reason.FORBIDDEN, "Your role (" + role.name().toLowerCase(Locale.ROOT) + ") does not allow this.");
    }
}
