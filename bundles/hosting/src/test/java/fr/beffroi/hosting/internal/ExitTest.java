package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Outgoing;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.Outside;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance's way to servers outside; the one outside is on this machine, which production never lets it ask. */
class ExitTest {
    private static final Predicate<InetAddress> ANY = address -> true;
    private static final byte[] NOTHING = new byte[0];

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Ledger ledger = new Ledger(50, System::nanoTime);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Semaphore inside = new Semaphore(0);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private long now;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(callers);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " "
                    + exchange.getRequestHeaders().getFirst("X-Key") + " "
                    + new String(body, StandardCharsets.UTF_8));
            exchange.getResponseHeaders().add("X-Answer", "yes");
            byte[] answer = "réponse".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, exchange.getRequestURI().getPath().equals("/chunks") ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://elsewhere.example/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/slow", exchange -> {
            inside.release();
            await(letGo);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.createContext("/large", exchange -> {
            exchange.sendResponseHeaders(200, Outside.MOST_RECEIVED);
            exchange.getResponseBody().write(new byte[Outside.MOST_RECEIVED]);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        letGo.countDown();
        server.stop(0);
        timer.shutdownNow();
        callers.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%20b?c=%C3%A9", "/chunks"})
    void aDeclaredServerIsAsked(String path) throws IOException {
        byte[] body = "corps".getBytes(StandardCharsets.UTF_8);

        Outside.Answer answer = exit(ANY).send(new Outside.Request("POST", at(path), Map.of("X-Key", "k"), body));

        assertEquals(List.of("POST " + path + " localhost:" + port() + " k corps"), asked);
        assertEquals(201, answer.status());
        assertEquals(List.of("yes"), answer.headers().get("x-answer"));
        assertArrayEquals("réponse".getBytes(StandardCharsets.UTF_8), answer.body());
        assertEquals(0, refused());
    }

    @Test
    void aRedirectionIsAnAnswerAndNotFollowed() throws IOException {
        Outside.Answer answer = exit(ANY).send(Outside.Request.get(at("/moved")));

        assertEquals(302, answer.status());
        assertEquals(List.of("http://elsewhere.example/"), answer.headers().get("location"));
    }

    @Test
    void whatTheCatalogueDoesNotDeclareIsRefusedAndCounted() {
        Exit exit = exit(ANY);

        assertRefused(
                Reason.FORBIDDEN,
                "The catalogue doesn't let actes ask elsewhere.example: its hosts are",
                () -> exit.send(Outside.Request.get(URI.create("https://elsewhere.example/"))));
        assertRefused(
                Reason.FORBIDDEN,
                "ask localhost: its hosts",
                () -> exit.send(Outside.Request.get(URI.create("http://localhost/"))));
        assertRefused(
                Reason.FORBIDDEN,
                "ask 127.0.0.1:" + port(),
                () -> exit.send(Outside.Request.get(URI.create("http://127.0.0.1:" + port() + "/"))));
        assertRefused(
                Reason.FORBIDDEN,
                "its hosts are []",
                () -> exit(Outgoing.NONE, ANY, InetAddress::getAllByName).send(Outside.Request.get(at("/"))));
        assertEquals(4, refused());
        assertEquals(List.of(), asked);
    }

    /** As it is in production, where a name on the list is all that whoever answers for it has to change. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1,", "10.1.2.3,", "169.254.169.254,", "::1,", "::ffff:127.0.0.1,", "192.0.43.10,192.168.1.1"})
    void aNameThatLeadsIntoTheHouseIsRefused(String first, String second) {
        Exit exit = exit(
                declared(60),
                PublicAddress::is,
                host -> second == null
                        ? new InetAddress[] {InetAddress.getByName(first)}
                        : new InetAddress[] {InetAddress.getByName(first), InetAddress.getByName(second)});

        assertRefused(
                Reason.FORBIDDEN,
                "The name localhost leads to an address that isn't public: nothing is asked there.",
                () -> exit.send(Outside.Request.get(at("/"))));
        assertEquals(1, refused());
        assertEquals(List.of(), asked);
    }

    @Test
    void theRealNameOfThisMachineIsRefusedToo() {
        Exit exit = exit(declared(60), PublicAddress::is, InetAddress::getAllByName);

        assertThrows(Refusal.class, () -> exit.send(Outside.Request.get(at("/"))));
        assertEquals(List.of(), asked);
    }

    @Test
    void aNameIsLookedUpOnceSoThatItCantLeadElsewhereTheSecondTime() throws IOException {
        List<String> lookedUp = new ArrayList<>();
        Exit exit = exit(declared(60), ANY, host -> {
            lookedUp.add(host);
            if (lookedUp.size() > 1) {
                throw new UnknownHostException("asked twice");
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });

        exit.send(Outside.Request.get(at("/")));

        assertEquals(List.of("localhost"), lookedUp);
    }

    @Test
    void twoAreUnderWayAtATimeAndTheThirdIsToldToComeBack() throws Exception {
        Exit exit = exit(ANY);
        List<Future<Outside.Answer>> slow = new ArrayList<>();
        for (int i = 0; i < Outside.AT_A_TIME; i++) {
            slow.add(callers.submit(() -> exit.send(Outside.Request.get(at("/slow")))));
        }
        assertTrue(inside.tryAcquire(Outside.AT_A_TIME, 60, TimeUnit.SECONDS), "two are with the server");

        assertRefused(
                Reason.UNAVAILABLE,
                "2 requests to servers outside are under way",
                () -> exit.send(Outside.Request.get(at("/"))));
        letGo.countDown();
        for (Future<Outside.Answer> one : slow) {
            assertEquals(204, one.get(60, TimeUnit.SECONDS).status());
        }
        assertEquals(201, exit.send(Outside.Request.get(at("/"))).status());
    }

    @Test
    void inAMinuteAsManyAsTheCatalogueSays() throws IOException {
        Exit exit = exit(declared(3), ANY, InetAddress::getAllByName);
        for (int i = 0; i < 3; i++) {
            exit.send(Outside.Request.get(at("/")));
        }

        assertRefused(
                Reason.UNAVAILABLE, "More than 3 requests a minute", () -> exit.send(Outside.Request.get(at("/"))));
        now += TimeUnit.SECONDS.toNanos(20);
        exit.send(Outside.Request.get(at("/")));

        assertEquals(4, asked.size());
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        OutsideWorld world = new OutsideWorld(timer, InetAddress::getAllByName, ANY, Duration.ofSeconds(1));
        Exit exit = new Exit("actes", declared(60), world, ledger, () -> now);

        IOException failure = assertThrows(IOException.class, () -> exit.send(Outside.Request.get(at("/slow"))));

        assertEquals("The server localhost outside: did not answer within 1 s", failure.getMessage());
        assertEquals(0, refused(), "that isn't the house's doing");
    }

    @Test
    void aNameThatIsNotFoundInTimeIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        OutsideWorld world = new OutsideWorld(
                timer,
                host -> {
                    while (end.getCount() > 0) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    }
                    return InetAddress.getAllByName(host);
                },
                ANY,
                Duration.ofSeconds(1));
        Exit exit = new Exit("actes", declared(60), world, ledger, () -> now);
        try {
            IOException failure = assertThrows(IOException.class, () -> exit.send(Outside.Request.get(at("/"))));

            assertEquals("The server localhost outside: its name was not found within 1 s", failure.getMessage());
            assertEquals(0, asked.size());
        } finally {
            end.countDown();
        }
    }

    @Test
    void anAnswerThatIsTooLongIsNotTaken() {
        IOException failure = assertThrows(IOException.class, () -> exit(ANY).send(Outside.Request.get(at("/large"))));

        assertEquals("The server localhost outside: its answer is longer than 8388608 bytes", failure.getMessage());
    }

    @Test
    void whatCantBeSentSoIsRefused() {
        Exit exit = exit(ANY);
        for (String address :
                new String[] {"ftp://localhost/", "mailto:a@b", "http://a:b@localhost/", "http:///a", "/a"}) {
            assertRefused(
                    Reason.INVALID,
                    "is no address of a server outside",
                    () -> exit.send(Outside.Request.get(URI.create(address))));
        }
        assertRefused(
                Reason.INVALID,
                "none of the methods",
                () -> exit.send(new Outside.Request("CONNECT", at("/"), Map.of(), NOTHING)));
        assertRefused(
                Reason.INVALID,
                "carries at most",
                () -> exit.send(new Outside.Request("PUT", at("/"), Map.of(), new byte[Outside.MOST_SENT + 1])));
        for (Map<String, String> headers : List.of(
                Map.of("Host", "elsewhere"), Map.of("X", "a\r\nHost: b"), Map.of("X\r\nY", "a"), Map.of("", "a"))) {
            assertRefused(
                    Reason.INVALID,
                    "The header",
                    () -> exit.send(new Outside.Request("GET", at("/"), headers, NOTHING)));
        }
        assertEquals(List.of(), asked);
    }

    private void assertRefused(Reason reason, String part, Executable send) {
        Refusal refusal = assertThrows(Refusal.class, send);
        assertEquals(reason, refusal.reason(), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
    }

    private Exit exit(Predicate<InetAddress> allowed) {
        return exit(declared(60), allowed, InetAddress::getAllByName);
    }

    private Exit exit(Outgoing outgoing, Predicate<InetAddress> allowed, OutsideWorld.Names names) {
        OutsideWorld world = new OutsideWorld(timer, names, allowed, Duration.ofSeconds(60));
        return new Exit("actes", outgoing, world, ledger, () -> now);
    }

    private Outgoing declared(int perMinute) {
        return new Outgoing(List.of("localhost:" + port()), perMinute);
    }

    private URI at(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private long refused() {
        return ledger.use(new Address(new Insee("30189"), "actes"), 0).outgoingRefused();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
