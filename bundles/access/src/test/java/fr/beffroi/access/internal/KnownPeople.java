package fr.beffroi.access.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.tenancy.Directory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory with one clerk in it, which can be down. */
final class KnownPeople implements Directory {
    static final Insee NIMES = new Insee("30189");
    static final Actor CLERK = new Actor("account/7d3f", Role.CONTACT, Optional.of(NIMES));
    static final String LOGIN = "zoé@30189";
    static final String PASSWORD = "clé:du beffroi €";

    final AtomicInteger asked = new AtomicInteger();
    volatile boolean down;

    @Override
    public Optional<Actor> authenticate(String login, String password) {
        asked.incrementAndGet();
        if (down) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory ldap://ldap.example \"does not\" answer.");
        }
        return login.equals(LOGIN) && password.equals(PASSWORD) ? Optional.of(CLERK) : Optional.empty();
    }

    @Override
    public void openBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void openGroup(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeGroup(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> groups(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }
}
