package fr.beffroi.service.actes;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Siren;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.api.hosted.TenantContext;
import fr.beffroi.hosting.internal.ConfinedFileSystem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.ServletMapping;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service of one commune in a real server, with a house around it that only writes down what it is told. */
final class ServedInstance implements AutoCloseable, TenantContext {
    static final byte[] PDF = "%PDF-1.7\nun acte".getBytes(StandardCharsets.UTF_8);
    /** Bytes that its folder may hold. */
    static final long MOST = 48L * 1024 * 1024;

    static final Instant NOW = Instant.parse("2026-10-05T08:30:00Z");

    /** What was recorded, by {@code meter/id}. */
    final Map<String, BigDecimal> readings = new TreeMap<>();

    final Set<Instant> times = new TreeSet<>();
    Instant now = NOW;

    private DataSource database;
    private final Path files;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean intakeWorks = true;
    private Map<String, Object> parameters = Map.of();
    private final ServletContextHandler context = new ServletContextHandler("/t/30060/actes");
    private ActesServlet servlet;

    ServedInstance(DataSource database, Path files) throws Exception {
        this.database = database;
        this.files = files;
        this.servlet = new ActesServlet(this);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        context.addFilter(
                (request, response, chain) -> chain.doFilter(new Caller((HttpServletRequest) request), response),
                "/*",
                EnumSet.of(jakarta.servlet.DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(servlet), "/*");
        server.setHandler(context);
        server.start();
    }

    /** Takes the role that a header names. */
    private static final class Caller extends HttpServletRequestWrapper {
        Caller(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            String role = getHeader("X-Role");
            return role == null ? null : () -> "someone";
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals(getHeader("X-Role"));
        }

        /** Servlet path and path info as the router of the house gives them. */
        @Override
        public String getServletPath() {
            return "";
        }
    }

    ActesServlet servlet() {
        return servlet;
    }

    void intakeWorks(boolean works) {
        intakeWorks = works;
    }

    /** From the next start on, nothing is added to the database, as the house says it of one that is full. */
    void databaseIsFull() {
        DataSource room = database;
        database = standIn(DataSource.class, room, connection -> standIn(Connection.class, connection, what -> what));
    }

    /** Passes everything on but what would add something. */
    private static <T> T standIn(Class<T> type, Object real, UnaryOperator<Object> handedOut) {
        return type.cast(Proxy.newProxyInstance(
                ServedInstance.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && String.valueOf(arguments[0]).startsWith("INSERT")) {
                        throw new SQLException("The database of the instance is full.", "53100");
                    }
                    try {
                        return handedOut.apply(method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** As after a restart of the house. */
    ActesServlet activateAgain() throws Exception {
        servlet = new ActesServlet(this);
        return servlet;
    }

    /** As after a change of the subscription: another instance answers. */
    void restart(Map<String, Object> parameters) throws Exception {
        this.parameters = parameters;
        ActesServlet next = activateAgain();
        context.getServletHandler().setServlets(new ServletHolder[0]);
        context.getServletHandler().setServletMappings(new ServletMapping[0]);
        context.addServlet(new ServletHolder(next), "/*");
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> head(String path) throws Exception {
        return send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    HttpResponse<String> delete(String path) throws Exception {
        return send(request(path, "X-Role", "agent").DELETE());
    }

    HttpResponse<String> publish(Map<String, String> parameters, byte[] document) throws Exception {
        return publish(parameters, document, "X-Role", "agent", "Content-Type", "application/pdf");
    }

    HttpResponse<String> publish(Map<String, String> parameters, byte[] document, String... headers) throws Exception {
        String query = parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request("api/acts?" + query, headers).POST(HttpRequest.BodyPublishers.ofByteArray(document)));
    }

    static Map<String, String> act(String number) {
        return new TreeMap<>(Map.of(
                "number", number,
                "nature", "deliberation",
                "date", "2026-10-03",
                "subject", "Budget de l'école & travaux",
                "signatory", "Jeanne Martin, maire"));
    }

    static Map<String, String> act(String number, String changed, String value) {
        Map<String, String> act = act(number);
        act.put(changed, value);
        return act;
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/t/30060/actes/" + path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public Commune commune() {
        return new Commune(new Insee("30060"), new Siren("213000607"), "Caissargues", 4_000, List.of("30132"));
    }

    @Override
    public String service() {
        return "actes";
    }

    @Override
    public Map<String, Object> parameters() {
        return parameters;
    }

    @Override
    public Clock clock() {
        InstantSource hands = () -> now;
        return hands.withZone(ZoneOffset.UTC);
    }

    @Override
    public DataSource dataSource() {
        return database;
    }

    /** As the house gives it, counted anew for each instance. */
    @Override
    public Path files() {
        return ConfinedFileSystem.confine(files, MOST);
    }

    @Override
    public MeterHandle meter(String name) {
        return (id, quantity, time, item) -> {
            if (!intakeWorks) {
                return CompletableFuture.failedStage(new Refusal(Reason.UNAVAILABLE, "told to refuse"));
            }
            synchronized (readings) {
                readings.putIfAbsent(name + "/" + id, quantity);
                times.add(time);
            }
            return CompletableFuture.completedStage(null);
        };
    }

    /** Nothing here asks it. */
    @Override
    public DirectoryView directory() {
        throw new UnsupportedOperationException("no directory");
    }

    @Override
    public Outside outside() {
        throw new UnsupportedOperationException("Acts are published here; nothing goes out.");
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("instance.30060.actes");
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
