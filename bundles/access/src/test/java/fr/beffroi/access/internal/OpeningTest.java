package fr.beffroi.access.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger served = new AtomicInteger();
    private Server server;
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new Opening(
                () -> {
                    asked.incrementAndGet();
                    return Set.copyOf(missing);
                },
                now::get));
        server = new Server();
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                served.incrementAndGet();
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void nobodyIsServedBeforeTheLastServletIsThere() throws IOException {
        missing.addAll(Set.of("beffroi-log-in", "osb"));
        assertEquals(503, status());
        missing.remove("beffroi-log-in");
        assertEquals(503, status());
        assertEquals(0, served.get());
        missing.clear();
        assertEquals(200, status());
        assertEquals(1, served.get());
    }

    @Test
    void whoIsTurnedAwayIsToldToAskAgain() throws IOException {
        missing.add("osb");
        HttpURLConnection answer = ask();
        assertEquals(503, answer.getResponseCode());
        assertTrue(new String(answer.getErrorStream().readAllBytes(), UTF_8).contains("Beffroi is starting"));
    }

    @Test
    void onceOpenItStaysSoAndAsksNoMore() throws IOException {
        assertEquals(200, status());
        missing.add("one that comes later");
        assertEquals(200, status());
        assertEquals(1, asked.get());
    }

    @Test
    void afterHalfAMinuteAHouseWithSomethingMissingIsBetterThanNone() throws IOException {
        missing.add("osb");
        assertEquals(503, status());
        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertEquals(503, status());
        now.incrementAndGet();
        assertEquals(200, status());
    }

    private int status() throws IOException {
        return ask().getResponseCode();
    }

    private HttpURLConnection ask() throws IOException {
        return (HttpURLConnection) URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/v2/catalog")
                .toURL()
                .openConnection();
    }
}
