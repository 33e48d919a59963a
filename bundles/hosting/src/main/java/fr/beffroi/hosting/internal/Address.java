package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an instance answers: {@code /t/30189/actes}. Also the source of its readings.
 *
 * @param tenant the commune
 * @param service name of the offering
 */
record Address(Insee tenant, String service) implements Comparable<Address> {
    /** What all addresses begin with. */
    static final String ROOT = "/t";

    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::tenant).thenComparing(Address::service);

    /** Nothing in these two parts may be percent-encoded, so that an address is written in one way only. */
    private static final Pattern FORM = Pattern.compile("/([0-9A-Z]{5})/([a-z][a-z0-9-]{0,49})(/.*)?", Pattern.DOTALL);

    /**
     * Reads the raw path after {@link #ROOT}.
     *
     * @return the address and what follows it; empty when this can't be the address of an instance
     */
    static Optional<Target> parse(String rawPath) {
        Matcher matcher = FORM.matcher(rawPath);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Address address = new Address(new Insee(matcher.group(1)), matcher.group(2));
            return Optional.of(new Target(address, matcher.group(3) == null ? "" : matcher.group(3)));
        } catch (Refusal noInseeCode) {
            return Optional.empty();
        }
    }

    /** Whether this is the one address that the program's credential is good for. */
    boolean isFor(Actor program) {
        return program.belongsTo(tenant)
                && program.service().filter(service::equals).isPresent();
    }

    /** {@code /t/30189/actes}, without a slash at the end. */
    String path() {
        return ROOT + "/" + this;
    }

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    /** {@code 30189/actes}. */
    @Override
    public String toString() {
        return tenant + "/" + service;
    }

    /**
     * What a request aims at.
     *
     * @param address of the instance
     * @param rest the raw path inside it: empty, or begins with a slash
     */
    record Target(Address address, String rest) {}
}
