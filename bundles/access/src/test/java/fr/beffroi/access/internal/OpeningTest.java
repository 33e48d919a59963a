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
    private static final Set<String> HOUSE = Set.of(
            "beffroi-log-in", "hosting-router", "osb", "rest", "metrics", "shell", "health-live", "health-ready");

    private final Set<String> registered = ConcurrentHashMap.newKeySet();
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger handled = new AtomicInteger();
    private volatile Object incarnation = "the first";
    private volatile boolean broken;
    private Server server;
    private ServerConnector connector;

    private final class Web implements WebServer {
        @Override
        public Object incarnation() {
            return incarnation;
        }

        @Override
        public Set<String> registered() {
            return Set.copyOf(registered);
        }

        @Override
        public Set<String> served() {
            looks.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("no answer");
            }
            return Set.copyOf(served);
        }
    }

    @BeforeEach
    void start() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new Opening(new Web(), now::get));
        server = new Server();
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                handled.incrementAndGet();
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
        registered.addAll(HOUSE);
        registered.add("one more");
        assertEquals(503, status("/v2/catalog"));
        served.addAll(HOUSE);
        assertEquals(503, status("/v2/catalog"));
        assertEquals(0, handled.get());
        served.add("one more");
        assertEquals(200, status("/v2/catalog"));
        assertEquals(1, handled.get());
    }

    @Test
    void whoAsksForTheHealthIsAnsweredWhileTheDataStoreIsAway() throws IOException {
        registered.addAll(Set.of("health-live", "health-ready", "shell"));
        assertEquals(503, status("/health/ready"));
        served.addAll(registered);
        assertEquals(200, status("/health/ready"));
        assertEquals(503, status("/v2/catalog"), "its servlet isn't even registered");
        assertEquals(503, status("/v2/health/ready"));
        now.addAndGet(Duration.ofDays(1).toNanos());
        assertEquals(503, status("/v2/catalog"), "without the log-in filter nothing opens");
    }

    @Test
    void nobodyIsToldThatTheHouseIsReadyBeforeItIsOpenToAll() throws IOException {
        registered.addAll(HOUSE);
        served.addAll(HOUSE);
        served.remove("osb");
        assertEquals(503, status("/health/ready"));
        served.add("osb");
        assertEquals(200, status("/health/ready"));
        assertEquals(200, status("/v2/catalog"));
        assertEquals(2, looks.get());
    }

    @Test
    void whoIsTurnedAwayIsToldToAskAgain() throws IOException {
        HttpURLConnection answer = ask("/v2/catalog");
        assertEquals(503, answer.getResponseCode());
        assertTrue(new String(answer.getErrorStream().readAllBytes(), UTF_8).contains("Beffroi is starting"));
    }

    @Test
    void onceOpenItStaysSoAndLooksNoMore() throws IOException {
        registered.addAll(HOUSE);
        served.addAll(HOUSE);
        assertEquals(200, status("/v2/catalog"));
        registered.add("one that comes later");
        assertEquals(200, status("/v2/catalog"));
        assertEquals(1, looks.get());
    }

    @Test
    void aWebServerThatIsStartedAnewIsClosedAgain() throws IOException {
        served.addAll(HOUSE);
        assertEquals(200, status("/v2/catalog"));
        incarnation = "the second";
        served.clear();
        assertEquals(503, status("/v2/catalog"));
        served.addAll(HOUSE);
        assertEquals(200, status("/v2/catalog"));
    }

    @Test
    void afterHalfAMinuteAHouseWithSomethingMissingIsBetterThanNone() throws IOException {
        served.add("beffroi-log-in");
        assertEquals(503, status("/v2/catalog"));
        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertEquals(503, status("/v2/catalog"));
        now.incrementAndGet();
        assertEquals(200, status("/v2/catalog"));
    }

    @Test
    void aWebServerThatDoesNotSayWhatItServesIsTrustedAfterHalfAMinute() throws IOException {
        broken = true;
        assertEquals(503, status("/v2/catalog"));
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertEquals(200, status("/v2/catalog"));
    }

    private int status(String path) throws IOException {
        return ask(path).getResponseCode();
    }

    private HttpURLConnection ask(String path) throws IOException {
        return (HttpURLConnection) URI.create("http://127.0.0.1:" + connector.getLocalPort() + path)
                .toURL()
                .openConnection();
    }
}
