package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the house can serve: 200 when every room has started and no part reports a problem, 503 with the sentences otherwise. Warnings
 * are told with either. Open to everybody, and what the parts look at costs something, a log-in at the data store for one: so they are
 * asked once for all who want to know it within a second, or within a tenth of one while the house isn't ready.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("health-ready")
@HttpWhiteboardServletPattern("/health/ready")
public final class ReadyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ReadyServlet.class);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Whoever waits for the house to be ready doesn't wait for what was in its way a moment ago. */
    private static final Duration WHILE_IT_IS_NOT = Duration.ofMillis(100);

    /** Open to everybody, it must not hold all threads of the web server while a part hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final transient Rooms rooms;
    private final transient LatestAnswer<Standing> standing;

    /** What the parts said, sentences by their names. */
    private record Standing(Map<String, String> problems, Map<String, String> warnings) {
        static final Standing UNKNOWN = new Standing(
                Map.of(
                        "house",
                        "The parts have not said within " + PATIENCE.toSeconds()
                                + " seconds how they are: one of them waits for its data store or the directory."),
                Map.of());

        boolean isReady() {
            return problems.isEmpty();
        }
    }

    /**
     * Rooms come and go while the house starts, so they are looked up when somebody asks. As references of this component they
     * would be made when the web server asks for the servlet, in the middle of a start, and all of them.
     */
    @Activate
    public ReadyServlet(BundleContext context) {
        this(new RegisteredRooms(context), System::nanoTime);
    }

    /** @param nanos time that passed, in nanoseconds */
    ReadyServlet(Rooms rooms, LongSupplier nanos) {
        this.rooms = rooms;
        this.standing =
                new LatestAnswer<>(this::ask, found -> found.isReady() ? SECOND : WHILE_IT_IS_NOT, PATIENCE, nanos);
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Standing found = standing.get().orElse(Standing.UNKNOWN);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", found.isReady() ? "ready" : "not ready");
        if (!found.isReady()) {
            answer.put("problems", found.problems());
            response.setHeader("Retry-After", "1");
        }
        if (!found.warnings().isEmpty()) {
            answer.put("warnings", found.warnings());
        }
        Json.send(
                response,
                found.isReady() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                answer);
    }

    private Standing ask() {
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, String> warnings = new LinkedHashMap<>();
        if (!rooms.haveAllStarted()) {
            problems.put("house", "Not every room has started yet; when this lasts, the log says which one failed.");
        }
        rooms.parts().forEach(part -> ask(part, problems, warnings));
        return new Standing(problems, warnings);
    }

    private static void ask(
            ServiceObjects<Readiness> registered, Map<String, String> problems, Map<String, String> warnings) {
        Readiness part = registered.getService();
        if (part == null) {
            // Registered by a component that can't be made: Declarative Services notice only when somebody asks for it.
            problems.put(
                    String.valueOf(registered.getServiceReference().getProperty("component.name")),
                    "It did not start; the log says why.");
            return;
        }
        try {
            part.problem().ifPresent(problem -> problems.put(part.part(), problem));
            part.warning().ifPresent(warning -> warnings.put(part.part(), warning));
        } catch (RuntimeException e) {
            LOG.error("The part {} can't say whether it can serve", part.part(), e);
            problems.put(part.part(), "It can't say whether it can serve; the log says why.");
        } finally {
            registered.ungetService(part);
        }
    }
}
