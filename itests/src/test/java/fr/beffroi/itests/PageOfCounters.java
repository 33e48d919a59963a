package fr.beffroi.itests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mail service that runs elsewhere and shows on a page how many mails each commune sent; it can hang, stop, and come back. */
final class PageOfCounters implements AutoCloseable {
    private static final String PAGE = """
            # HELP mails_total Mails, by commune.
            # TYPE mails_total counter
            mails_total{commune="%1$s",kind="sent"} %2$s
            mails_total{commune="%1$s",kind="received"} 7
            mails_total{commune="75056",kind="sent"} 3
            # TYPE up gauge
            up NaN
            """;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String insee;
    private final int port;
    private HttpServer server;
    private volatile String sent;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    /** @param sent how many that commune sent, as it stands on the page */
    PageOfCounters(String insee, String sent) throws IOException {
        this.insee = insee;
        this.sent = sent;
        this.server = open(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer open(int where) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), 0);
        opened.setExecutor(threads);
        opened.createContext("/metrics", this::answer);
        opened.start();
        return opened;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            hanging.await();
            byte[] page = PAGE.formatted(insee, sent).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String address() {
        return "http://127.0.0.1:" + port + "/metrics";
    }

    /** From now on the commune has sent so many. */
    void says(String value) {
        sent = value;
    }

    /** From now on whoever asks waits. */
    void hang() {
        hanging = new CountDownLatch(1);
    }

    /** From now on nobody answers at the address. */
    void stop() {
        server.stop(0);
        hanging.countDown();
    }

    /** At the same address as before. */
    void startAgain() {
        RunningHouse.await("the address of the page is free again", () -> {
            try {
                server = open(port);
                return true;
            } catch (BindException taken) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
