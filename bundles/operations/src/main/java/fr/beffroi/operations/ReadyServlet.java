package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * are told with either.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("health-ready")
@HttpWhiteboardServletPattern("/health/ready")
public final class ReadyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ReadyServlet.class);

    private final transient Rooms rooms;

    /**
     * Rooms come and go while the house starts, so they are looked up when somebody asks. As references of this component they
     * would be made when the web server asks for the servlet, in the middle of a start, and all of them.
     */
    @Activate
    public ReadyServlet(BundleContext context) {
        this(new RegisteredRooms(context));
    }

    ReadyServlet(Rooms rooms) {
        this.rooms = rooms;
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, String> warnings = new LinkedHashMap<>();
        if (!rooms.haveAllStarted()) {
            problems.put("house", "Not every room has started yet; when this lasts, the log says which one failed.");
        }
        rooms.parts().forEach(part -> ask(part, problems, warnings));

        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", problems.isEmpty() ? "ready" : "not ready");
        if (!problems.isEmpty()) {
            answer.put("problems", problems);
            response.setHeader("Retry-After", "1");
        }
        if (!warnings.isEmpty()) {
            answer.put("warnings", warnings);
        }
        Json.send(
                response,
                problems.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                answer);
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
