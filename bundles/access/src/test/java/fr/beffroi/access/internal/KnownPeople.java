package fr.beffroi.access.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.tenancy.Directory;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** One clerk in the directory, which can be down, and one binding of the clerk's commune. */
final class KnownPeople {
    static final Insee NIMES = new Insee("30189");
    static final Actor CLERK = new Actor("account/7d3f", Role.CONTACT, Optional.of(NIMES));
    static final String LOGIN = "zoé@30189";
    static final String PASSWORD = "clé:du beffroi €";

    static final Actor PROGRAM = Actor.program("3f0c", NIMES, "actes");
    static final String CREDENTIAL = "3f0c";
    static final String SECRET = "secret of 3f0c";

    /** How often the directory was. */
    final AtomicInteger asked = new AtomicInteger();

    volatile boolean down;

    /** How the directory checks a log-in. */
    private Optional<Actor> person(String login, String password) {
        asked.incrementAndGet();
        if (down) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory ldap://ldap.example \"does not\" answer.");
        }
        return login.equals(LOGIN) && password.equals(PASSWORD) ? Optional.of(CLERK) : Optional.empty();
    }

    private static Optional<Actor> program(String credential, String secret) {
        return credential.equals(CREDENTIAL) && secret.equals(SECRET) ? Optional.of(PROGRAM) : Optional.empty();
    }

    Directory directory() {
        return only(Directory.class, this::person);
    }

    Bindings bindings() {
        return only(Bindings.class, KnownPeople::program);
    }

    /** What stands in for a room of which only log-ins are asked here. */
    private static <T> T only(Class<T> room, BiFunction<String, String, Optional<Actor>> authenticate) {
        Object standIn = Proxy.newProxyInstance(room.getClassLoader(), new Class<?>[] {room}, (self, method, given) -> {
            if (method.getName().equals("authenticate")) {
                return authenticate.apply((String) given[0], (String) given[1]);
            }
            throw new UnsupportedOperationException(method.getName());
        });
        return room.cast(standIn);
    }
}
