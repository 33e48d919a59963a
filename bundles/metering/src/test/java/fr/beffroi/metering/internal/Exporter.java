package fr.beffroi.metering.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import fr.beffroi.api.Insee;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that isn't ours, with a page of counters on this machine. */
final class Exporter implements AutoCloseable {
    /** How a request is answered. */
    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<Insee, String> values = new TreeMap<>();
    private volatile Answering answering = exchange -> send(exchange, 200, PLAIN, page());

    Exporter() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answering.answer(exchange);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    /** How often it was asked. */
    int asked() {
        return asked.get();
    }

    /** From now on the counter of that commune says this. */
    synchronized Exporter says(Insee tenant, String value) {
        values.put(tenant, value);
        return this;
    }

    synchronized void forgets(Insee tenant) {
        values.remove(tenant);
    }

    void answers(Answering other) {
        answering = other;
    }

    void answersWith(String page) {
        answering = exchange -> send(exchange, 200, PLAIN, page);
    }

    void answersAgain() {
        answering = exchange -> send(exchange, 200, PLAIN, page());
    }

    synchronized String page() {
        StringBuilder page = new StringBuilder("# HELP mails_total Mails sent.\n# TYPE mails_total counter\n");
        values.forEach((tenant, value) -> page.append("mails_total{insee=\"")
                .append(tenant)
                .append("\",kind=\"sent\"} ")
                .append(value)
                .append("\nmails_total{insee=\"")
                .append(tenant)
                .append("\",kind=\"received\"} 7\n"));
        return page.append("# TYPE up gauge\nup NaN 1395066363000\n").toString();
    }

    static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        if (threads.isShutdown()) {
            return;
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
