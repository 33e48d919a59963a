package fr.beffroi.operations;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Whether the process answers at all. A supervisor restarts it when it doesn't; it says nothing about whether the house can serve. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("health-live")
@HttpWhiteboardServletPattern("/health/live")
public final class LiveServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Json.send(response, HttpServletResponse.SC_OK, java.util.Map.of("status", "up"));
    }
}
