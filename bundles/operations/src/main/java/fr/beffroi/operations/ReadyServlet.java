package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Whether the house can serve: 200 when every room has started and no part reports a problem, 503 with the sentences otherwise. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("health-ready")
@HttpWhiteboardServletPattern("/health/ready")
public final class ReadyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    // Rooms come and go while the house starts, so these two are the exception to constructor injection.
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    transient volatile WholeHouse house;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    transient volatile List<Readiness> parts = List.of();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> problems = problems();
        if (problems.isEmpty()) {
            Json.send(response, HttpServletResponse.SC_OK, Map.of("status", "ready"));
        } else {
            response.setHeader("Retry-After", "1");
            Json.send(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    Map.of("status", "not ready", "problems", problems));
        }
    }

    /** By part, what keeps it from serving. */
    private Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        if (house == null) {
            problems.put("house", "Not every room has started yet; when this lasts, the log says which one failed.");
        }
        for (Readiness part : parts) {
            part.problem().ifPresent(problem -> problems.put(part.part(), problem));
        }
        return problems;
    }
}
