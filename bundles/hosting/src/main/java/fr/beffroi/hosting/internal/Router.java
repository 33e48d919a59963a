package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Role;
import fr.beffroi.hosting.Refused;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Brings each request for {@code /t/{insee}/{service}/…} to the instance that answers there, if the caller may go in.
 *
 * <p>One servlet for all instances: servlets of tenants are not in sight of the whiteboard, and a servlet context for each would slow
 * with their number. What an instance gets to see of the request is {@link InstanceRequest}.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("hosting-router")
@HttpWhiteboardServletPattern(Address.ROOT + "/*")
public final class Router extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** Different programs read these differently (RFC 3986 section 6, servlet 6.1 section 3.5.2), so they never go in. */
    private static final Pattern TRICKS =
            Pattern.compile("[;\\\\\\x00-\\x1f]|//|%(2f|5c|3b|25|00)|/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

    /** How often a way may be closed before somebody who is on it, until they are told to come again. */
    private static final int MOST_ATTEMPTS = 10;

    private final transient RouteTable routes;

    @Activate
    public Router(@Reference RouteTable routes) {
        this.routes = routes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The raw path, not the container's decoded one: an address has one spelling.
        String raw = request.getRequestURI().substring(request.getContextPath().length());
        String path = raw.startsWith(Address.ROOT) ? raw.substring(Address.ROOT.length()) : raw;
        if (TRICKS.matcher(path).find()) {
            Problem.BAD_PATH.answer(request, response);
            return;
        }
        Optional<Address.Target> target = Address.parse(path);
        if (target.isEmpty()) {
            Problem.NOT_FOUND.answer(request, response);
            return;
        }
        RouteTable.Door door = routes.find(target.get().address());
        if (door.way().isEmpty()) {
            door.notice().answer(request, response);
            return;
        }
        Way way = door.way().get();
        MDC.put("tenant", way.address().tenant().code());
        MDC.put("service", way.address().service());
        try {
            enter(way, target.get().rest(), request, response);
        } finally {
            MDC.remove("tenant");
            MDC.remove("service");
        }
    }

    private void enter(Way way, String rest, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!(request.getAttribute(Actor.class.getName()) instanceof Actor caller)) {
            LOG.error("A request reached the router without passing the log-in filter");
            Problem.FAILED.answer(request, response);
            return;
        }
        Actor guest = asSeenBy(way, caller);
        Optional<Problem> objection = objection(way, caller, guest, request.getMethod());
        if (objection.isPresent()) {
            objection.get().answer(request, response);
        } else if (rest.isEmpty()) {
            redirectInside(way, request, response);
        } else {
            pass(way, new InstanceRequest(request, way.address(), rest, guest), response);
        }
    }

    private static Problem problem(Refused reason) {
        return switch (reason) {
            case RATE -> Problem.TOO_MANY;
            case IN_FLIGHT -> Problem.BUSY;
            case PROCESSOR -> Problem.SLOWED;
            case HOUSE -> Problem.HOUSE_BUSY;
        };
    }

    /** Who isn't of this commune and isn't operations is a visitor here, whoever they are elsewhere. */
    private static Actor asSeenBy(Way way, Actor caller) {
        boolean known =
                switch (caller.role()) {
                    case STAFF -> true;
                    case CONTACT, AGENT -> caller.belongsTo(way.address().tenant());
                    case PROGRAM -> way.address().isFor(caller);
                    default -> false;
                };
        return known ? caller : Actor.visitor();
    }

    private static Optional<Problem> objection(Way way, Actor caller, Actor guest, String method) {
        boolean reading = method.equals("GET") || method.equals("HEAD");
        boolean welcome =
                switch (guest.role()) {
                    case CONTACT, AGENT, PROGRAM -> true;
                    case STAFF -> reading;
                    // A credential that is shown at an address it isn't good for is a mistake, which is told at once.
                    default -> reading && way.openToVisitors() && caller.role() != Role.PROGRAM;
                };
        if (welcome) {
            return Optional.empty();
        }
        return Optional.of(caller.role() == Role.VISITOR ? Problem.LOG_IN : Problem.FORBIDDEN);
    }

    /** So that an instance's relative links work. */
    private static void redirectInside(Way way, HttpServletRequest request, HttpServletResponse response) {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        response.setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
        response.setHeader("Location", request.getContextPath() + way.address().path() + "/" + query);
    }

    /** The place is given back before anything is said of a failure, so that no interrupt cuts that short. */
    private void pass(Way way, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, List<String>> ofTheHouse = new LinkedHashMap<>();
        response.getHeaderNames().forEach(name -> ofTheHouse.put(name, List.copyOf(response.getHeaders(name))));
        // Last of all, for nothing gives a place back but the visit.
        Optional<Route> entered = goIn(way, request, response);
        if (entered.isEmpty()) {
            return;
        }
        Route route = entered.get();
        try {
            visit(route, request, response);
            if (response.getStatus() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
                route.inside().ledger().failure();
            }
        } catch (EOFException gone) {
            // Who asked has hung up, which says nothing of the instance.
            throw gone;
        } catch (VirtualMachineError e) {
            route.inside().ledger().failure();
            throw e;
        } catch (Exception | LinkageError | AssertionError e) {
            route.inside().ledger().failure();
            LOG.error("{} {} failed in {}", request.getMethod(), request.getPathInfo(), route.address(), e);
            if (response.isCommitted()) {
                // The client has part of an answer; cutting the connection is the one way left to say that it isn't
                // whole.
                throw new IOException("An instance failed after its answer had begun.");
            }
            response.reset();
            ofTheHouse.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            Problem.of(e).answer(request, response);
        }
    }

    /**
     * Takes a place inside, or answers why there is none. A way can be closed between being found and being gone; what the address says
     * by then counts, for the instance may only have been parked, or another may be in its place.
     */
    private Optional<Route> goIn(Way found, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Way way = found;
        Problem answer = Problem.CLOSED;
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            Optional<Route> route = way.route();
            if (route.isEmpty()) {
                answer = Problem.ASLEEP;
                break;
            }
            Optional<Refused> refused = route.get().enter();
            if (refused.isEmpty()) {
                return route;
            }
            if (!route.get().isClosed()) {
                answer = problem(refused.get());
                break;
            }
            RouteTable.Door door = routes.find(way.address());
            if (door.way().isEmpty()) {
                answer = door.notice();
                break;
            }
            way = door.way().get();
        }
        answer.answer(request, response);
        return Optional.empty();
    }

    private static void visit(Route route, HttpServletRequest request, HttpServletResponse response) throws Exception {
        try {
            route.inside().call(() -> {
                route.servlet().service(request, new InstanceResponse(response));
                return null;
            });
        } finally {
            route.leave();
        }
    }
}
