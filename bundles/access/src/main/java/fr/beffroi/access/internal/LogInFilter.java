package fr.beffroi.access.internal;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.tenancy.Directory;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the house: finds out who is calling, before any servlet sees the request. Whatever isn't said to be open here is
 * closed. What the caller may do then is the servlets' and the rooms' affair.
 */
@Component(service = Filter.class, property = "service.ranking:Integer=1000000")
@HttpWhiteboardFilterName(LogInFilter.NAME)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardFilterAsyncSupported
public final class LogInFilter extends HttpFilter {
    /** Of the filter on the whiteboard. */
    static final String NAME = "beffroi-log-in";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LogInFilter.class);
    private static final String CHALLENGE = "Basic realm=\"Beffroi\", charset=\"UTF-8\"";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");
    private static final int RETRY_SECONDS = 5;

    private final transient Directory directory;
    private final transient Bindings bindings;
    private final transient Guesses guesses;
    private final transient Leftovers leftovers;

    @Activate
    public LogInFilter(@Reference Directory directory, @Reference Bindings bindings, @Reference Clock clock) {
        this(directory, bindings, clock, Leftovers.PATIENCE);
    }

    /** @param patience how long is read what a refused request still has to send */
    LogInFilter(Directory directory, Bindings bindings, Clock clock, Duration patience) {
        this.directory = directory;
        this.bindings = bindings;
        this.guesses = new Guesses(clock);
        this.leftovers = new Leftovers(patience);
    }

    @Deactivate
    void stop() {
        leftovers.close();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        Address address = new Address(request.getRequestURI());
        ReadFirst response = new ReadFirst(request, answer, address.isHosted(), leftovers);
        protect(request, response, address);
        // Platforms are told first whether they may come in at all (OSB 2.17, "Authentication").
        if (!address.isBroker() && isTurnedAway(request, response, address)) {
            return;
        }
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (address.isHealth() || (headers.isEmpty() && address.isHosted())) {
            request.setAttribute(Callers.ATTRIBUTE, Actor.visitor());
            letIn(request, response, address, chain);
            return;
        }
        Optional<Credentials> credentials = headers.size() == 1 ? Credentials.read(headers.get(0)) : Optional.empty();
        if (credentials.isEmpty()) {
            challenge(
                    request,
                    response,
                    address,
                    headers.isEmpty()
                            ? "Log in first, with HTTP Basic."
                            : "These credentials can't be read: one Authorization header with HTTP Basic in UTF-8 is expected.");
            return;
        }
        Optional<Actor> caller = logIn(request, response, address, credentials.get());
        if (caller.isEmpty() || (address.isBroker() && isTurnedAway(request, response, address))) {
            return;
        }
        if (caller.get().role() == Role.PROGRAM && !address.isHosted()) {
            Answer.send(
                    request,
                    response,
                    address,
                    403,
                    "The credentials of a binding are good for the address of its service only, which begins with /t/.");
            return;
        }
        request.setAttribute(Callers.ATTRIBUTE, caller.get());
        letIn(new KnownCaller(request, caller.get()), response, address, chain);
    }

    /** Whether the request has been answered, because nobody may send such a one. */
    private static boolean isTurnedAway(HttpServletRequest request, ReadFirst response, Address address)
            throws IOException {
        if (address.isAmbiguous()) {
            Answer.send(
                    request,
                    response,
                    address,
                    400,
                    "This address can be read in more than one way; send it without \"..\","
                            + " \"//\", \";\" and encoded slashes.");
            return true;
        }
        if (comesFromAnotherSite(request)) {
            Answer.send(
                    request, response, address, 403, "A page of another site sent this request; nothing was changed.");
            return true;
        }
        return false;
    }

    private static void letIn(HttpServletRequest request, ReadFirst response, Address address, FilterChain chain)
            throws IOException, ServletException {
        OwnErrors answer = new OwnErrors(request, response, address);
        response.begin();
        try {
            chain.doFilter(request, answer);
        } catch (ServletException | RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            LOG.error("A request failed", e);
            answer.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } finally {
            response.done();
        }
    }

    /** Empty when the request has been answered, because nobody was let in. */
    private Optional<Actor> logIn(
            HttpServletRequest request, ReadFirst response, Address address, Credentials credentials)
            throws IOException {
        Guesses.Who who = new Guesses.Who(credentials.login(), request.getRemoteAddr());
        Optional<Duration> pause = guesses.pause(who);
        if (pause.isPresent()) {
            long seconds = pause.get().toSeconds() + 1;
            response.setHeader("Retry-After", Long.toString(seconds));
            Answer.send(
                    request,
                    response,
                    address,
                    429,
                    "Too many wrong passwords for this log-in; try again in " + seconds + " seconds.");
            return Optional.empty();
        }
        Optional<Actor> caller;
        try {
            caller = find(credentials);
        } catch (Refusal e) {
            // The only refusals here: the directory or the data store doesn't answer.
            LOG.warn("Nobody can log in: {}", e.getMessage());
            response.setIntHeader("Retry-After", RETRY_SECONDS);
            Answer.send(request, response, address, 503, e.getMessage());
            return Optional.empty();
        }
        if (caller.isPresent()) {
            guesses.right(who);
            return caller;
        }
        if (guesses.wrong(who)) {
            LOG.warn("{} wrong passwords for one log-in from {}", Guesses.ALLOWED, request.getRemoteAddr());
        }
        challenge(request, response, address, "There is no such log-in, or the password is wrong.");
        return Optional.empty();
    }

    /** Log-ins of people have an "@" in them; among the others, programs ask most and are looked up quickest. */
    private Optional<Actor> find(Credentials credentials) {
        Optional<Actor> program = credentials.login().indexOf('@') >= 0
                ? Optional.empty()
                : bindings.authenticate(credentials.login(), credentials.password());
        return program.isPresent() ? program : directory.authenticate(credentials.login(), credentials.password());
    }

    private static void challenge(HttpServletRequest request, ReadFirst response, Address address, String sentence)
            throws IOException {
        response.setHeader("WWW-Authenticate", CHALLENGE);
        Answer.send(request, response, address, 401, sentence);
    }

    /** Browsers send a password they know with whatever any page asks for; they also say which page it was (Fetch Metadata). */
    private static boolean comesFromAnotherSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return !READING.contains(request.getMethod()) && site != null && !OWN_PAGES.contains(site);
    }

    /** Headers for every answer; a servlet that knows better sets its own over them. */
    private static void protect(HttpServletRequest request, HttpServletResponse response, Address address) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        if (!address.isHosted()) {
            response.setHeader("Cache-Control", "no-store");
        }
    }
}
