package fr.beffroi.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The limit for reads: the house's own HTTP server, in a JVM with the house's own options, that answers recorded bytes and does
 * nothing else. Nobody logs in, nothing is looked up.
 */
final class BareServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What the server or the connection says of itself. */
    private static final Set<String> ITS_OWN =
            Set.of("date", "server", "content-length", "transfer-encoding", "connection");

    private final transient Map<String, Recorded> answers = new ConcurrentHashMap<>();
    private final transient Path folder;

    private BareServlet(Path folder) {
        this.folder = folder;
    }

    private record Recorded(int status, Map<String, String> headers, byte[] body) {}

    /** Serves the answers that lie in a folder: {@code BareServlet port folder}. */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new BareServlet(Path.of(arguments[1]))), "/*");
        server.setHandler(context);
        server.start();
        server.join();
    }

    /** A process of its own that serves what lies in the folder. */
    static Child start(Workshop workshop, int port, Path folder) throws Exception {
        Child child = workshop.keep(Child.start(
                "",
                "KILL",
                folder,
                folder.resolve("log"),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xms64m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareServlet.class.getName(),
                        Integer.toString(port),
                        folder.toString())));
        workshop.await("the bare servlet answers", Duration.ofSeconds(60), Duration.ofMillis(50), () -> {
            if (!child.isAlive()) {
                throw new IllegalStateException("The bare servlet ended:\n" + child.log());
            }
            try (Wire wire = new Wire(port)) {
                wire.send(Wire.request("GET", "/", "", ""));
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
        return child;
    }

    /** Puts an answer of the house where the servlet finds it. */
    static void record(Path folder, String name, Wire.Reply reply) throws IOException {
        Files.writeString(folder.resolve(name + ".head"), reply.head());
        Files.write(folder.resolve(name + ".body"), reply.body());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getPathInfo().substring(1);
        if (name.isEmpty()) {
            response.setStatus(204);
            return;
        }
        Recorded answer = answers.computeIfAbsent(name, this::read);
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.status() != 304) {
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        }
    }

    private Recorded read(String name) {
        try {
            List<String> head = Files.readAllLines(folder.resolve(name + ".head"));
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                if (colon > 0 && !ITS_OWN.contains(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT))) {
                    headers.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
            int status = Integer.parseInt(head.get(0).substring(9, 12));
            return new Recorded(status, headers, Files.readAllBytes(folder.resolve(name + ".body")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
