package fr.beffroi.hosting.internal;

import fr.beffroi.api.Outgoing;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.Outside;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The way out of one instance: to the hosts that the catalogue declares, so often, so many at a time. Refusals are counted. */
final class Exit implements Outside {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    /** They say how a request is sent, which is for the house to say. */
    private static final Set<String> OF_THE_HOUSE = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    private final String service;
    private final Outgoing outgoing;
    private final OutsideWorld world;
    private final Ledger ledger;
    private final Pace pace;
    private final Semaphore underWay = new Semaphore(AT_A_TIME);

    /** @param nanos as {@link System#nanoTime} */
    Exit(String service, Outgoing outgoing, OutsideWorld world, Ledger ledger, LongSupplier nanos) {
        this.service = service;
        this.outgoing = outgoing;
        this.world = world;
        this.ledger = ledger;
        this.pace = Pace.perMinute(Math.max(1, outgoing.perMinute()), nanos);
    }

    @Override
    public Answer send(Request request) throws IOException {
        try {
            requireForm(request);
            requireDeclared(request.address());
            if (!underWay.tryAcquire()) {
                throw new Refusal(
                        Reason.UNAVAILABLE, AT_A_TIME + " requests to servers outside are under way: ask again later.");
            }
            try {
                if (!pace.take()) {
                    throw new Refusal(
                            Reason.UNAVAILABLE,
                            "More than " + outgoing.perMinute()
                                    + " requests a minute to servers outside, which the catalogue lets it: ask again later.");
                }
                Answer answer = world.ask(request);
                ledger.outgoing();
                return answer;
            } finally {
                underWay.release();
            }
        } catch (Refusal refusal) {
            ledger.outgoingRefused();
            throw refusal;
        }
    }

    private static void requireForm(Request request) {
        URI address = request.address();
        if (!METHODS.contains(request.method())) {
            throw Refusal.invalid("\"" + request.method() + "\" is none of the methods " + METHODS + ".");
        }
        if (!("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                || address.getHost() == null
                || address.getRawUserInfo() != null
                || address.getRawFragment() != null) {
            throw Refusal.invalid(
                    "\"" + address + "\" is no address of a server outside: one such as https://host/path is"
                            + " expected, without user and fragment.");
        }
        if (request.body().length > MOST_SENT) {
            throw Refusal.invalid("A request outside carries at most " + MOST_SENT + " bytes.");
        }
        request.headers().forEach((name, value) -> {
            if (!NAME.matcher(name).matches()
                    || !VALUE.matcher(value).matches()
                    || OF_THE_HOUSE.contains(name.toLowerCase(Locale.ROOT))) {
                throw Refusal.invalid("The header \"" + name + "\" can't be sent so, or is for the house to send.");
            }
        });
    }

    private void requireDeclared(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        String named = OutsideWorld.port(address) == OutsideWorld.usualPort(address)
                ? host
                : host + ":" + OutsideWorld.port(address);
        if (!outgoing.hosts().contains(named)) {
            throw new Refusal(
                    Reason.FORBIDDEN,
                    "The catalogue doesn't let " + service + " ask " + named + ": its hosts are " + outgoing.hosts()
                            + ".");
        }
    }
}
