package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The addresses {@code /t/} of a house on a free port, where everybody who comes is the same caller. */
final class FrontDoor implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    FrontDoor(TestHouse house, Actor caller) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(
                (request, response, chain) -> {
                    request.setAttribute(Actor.class.getName(), caller);
                    chain.doFilter(request, response);
                },
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(house.service(Servlet.class)), "/t/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    URI address(String insee, String path) {
        return URI.create("http://127.0.0.1:" + port() + "/t/" + insee + "/sample/" + path);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
