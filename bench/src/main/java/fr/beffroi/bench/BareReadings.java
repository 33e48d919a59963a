package fr.beffroi.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What HTTP itself takes of the limit for single readings: the house's own HTTP server, in a JVM with the house's own options, that reads
 * an event, brings it to the bare group commit and answers a receipt. Nobody logs in, and nothing of the event is checked.
 */
final class BareReadings extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient JsonFactory json = new JsonFactory();
    private final transient BareGroupCommit commits;

    private BareReadings(BareGroupCommit commits) {
        this.commits = commits;
    }

    /** {@code BareReadings port}; the data store is in the environment, as the house is told. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> told = System.getenv();
        Postgresql.Database database = new Postgresql.Database(
                told.get("BEFFROI_DB_URL"), told.get("BEFFROI_DB_USER"), told.get("BEFFROI_DB_PASSWORD"));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new BareReadings(new BareGroupCommit(database))), "/*");
        server.setHandler(context);
        server.start();
        server.join();
    }

    /** A process of its own. */
    static Child start(Workshop workshop, int port, Postgresql.Database database) throws Exception {
        Path folder = workshop.newFolder("bare-readings");
        Child child = workshop.keep(Child.start(
                "",
                "KILL",
                folder,
                folder.resolve("log"),
                database.environment(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xms64m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareReadings.class.getName(),
                        Integer.toString(port))));
        workshop.await("the bare servlet answers", Duration.ofSeconds(60), Duration.ofMillis(50), () -> {
            if (!child.isAlive()) {
                throw new IllegalStateException("The bare servlet ended:\n" + child.log());
            }
            try (Wire wire = new Wire(port)) {
                return wire.send(Wire.request("GET", "/", "", "")).status() == 204;
            } catch (IOException notYet) {
                return false;
            }
        });
        return child;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(204);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> event = new HashMap<>();
        try (JsonParser parser = json.createParser(request.getInputStream())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    event.put(parser.currentName(), parser.getText());
                }
            }
        }
        try {
            commits.store(new BareIntake.Row(
                    event.get("source"),
                    event.get("id"),
                    event.get("subject"),
                    ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(event.get("time"))),
                    Batch.UNIT * Long.parseLong(event.get("quantity"))));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        String receipt = "{\"receipts\":[{\"index\":0,\"id\":\"" + event.get("id") + "\",\"outcome\":\"accepted\"}]}";
        byte[] answer = receipt.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }
}
