package fr.beffroi.api;

import java.util.List;

/**
 * What the instances of an offering may ask of the world outside.
 *
 * @param hosts names of servers, {@code api.insee.fr}, or {@code api.insee.fr:8443} where it isn't the usual port; empty: none
 * @param perMinute requests a minute that one instance may send on average; 0 without hosts
 */
public record Outgoing(List<String> hosts, int perMinute) {
    /** Nothing at all. */
    public static final Outgoing NONE = new Outgoing(List.of(), 0);

    private static final int MOST_PER_MINUTE = 6_000;

    /** @throws Refusal {@link Reason#INVALID} when a name is none, or there are hosts without a number of requests */
    public Outgoing {
        hosts = List.copyOf(hosts);
        for (String host : hosts) {
            if (!host.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?") || host.contains("..")) {
                throw Refusal.invalid("\"" + host
                        + "\" is not the name of a server: lower-case letters, digits, dots and hyphens are expected, such as"
                        + " api.insee.fr, with :8443 behind it for another port.");
            }
        }
        if (hosts.isEmpty() ? perMinute != 0 : perMinute < 1 || perMinute > MOST_PER_MINUTE) {
            throw Refusal.invalid("Outgoing requests need hosts, and between 1 and " + MOST_PER_MINUTE + " a minute.");
        }
    }
}
