package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An address that is shut, an instance that has to wake, and a route that closes before who is on the way. */
class RouterWaysTest extends RouterOverHttp {
    @ParameterizedTest
    @CsvSource({
        // notice, title, Retry-After
        "CLOSED,    Service momentanément fermé, 10",
        "SUSPENDED, Service suspendu,",
        "OUT_OF_ORDER, Service hors service,",
    })
    void anAddressThatIsShutSaysSoToEverybody(Problem notice, String title, String retryAfter) throws Exception {
        route(NIMES, true);
        routes.shut(NIMES, notice);
        for (String path : List.of("/t/30189/actes", "/t/30189/actes/", "/t/30189/actes/api/acts?x=1")) {
            HttpResponse<String> program = get(path, "X-Who", "PROGRAM@30189@actes");
            assertEquals(503, program.statusCode());
            assertEquals("application/problem+json", contentType(program));
            assertTrue(program.body().contains("\"title\":\"" + title + "\",\"status\":503"), program.body());
            assertEquals(Optional.ofNullable(retryAfter), program.headers().firstValue("Retry-After"));
        }
        HttpResponse<String> citizen = get("/t/30189/actes/acts/1", "Accept", "text/html");
        assertEquals(503, citizen.statusCode());
        assertTrue(citizen.body().contains("<h1>" + title + "</h1>"), citizen.body());
        assertEquals(Optional.ofNullable(retryAfter), citizen.headers().firstValue("Retry-After"));

        routes.remove(NIMES);
        assertEquals(404, get("/t/30189/actes/").statusCode());
    }

    /** A way that does something when somebody is on it. */
    private record Winding(Route behind, Supplier<Optional<Route>> turn) implements Way {
        @Override
        public Address address() {
            return behind.address();
        }

        @Override
        public boolean openToVisitors() {
            return behind.openToVisitors();
        }

        @Override
        public Optional<Route> route() {
            return turn.get();
        }
    }

    @Test
    void onlyWhoMayComeInWakesAnInstance() throws Exception {
        Route route = route(NIMES, false);
        AtomicInteger woken = new AtomicInteger();
        routes.open(new Winding(route, () -> {
            woken.incrementAndGet();
            return Optional.of(route);
        }));

        assertEquals(401, get("/t/30189/actes/").statusCode());
        assertEquals(403, get("/t/30189/actes/", "X-Who", "AGENT@30060").statusCode());
        assertEquals(
                308, get("/t/30189/actes", "X-Who", "CONTACT@30189").statusCode(), "sent inside, but not there yet");
        assertEquals(0, woken.get());
        assertEquals(200, get("/t/30189/actes/", "X-Who", "CONTACT@30189").statusCode());
        assertEquals(1, woken.get());
    }

    @Test
    void anInstanceThatDoesNotWakeInTimeSaysWhenToComeAgain() throws Exception {
        routes.open(new Winding(route(NIMES, true), Optional::empty));
        HttpResponse<String> answer = get("/t/30189/actes/");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Service en cours de démarrage"), answer.body());
        assertEquals(Optional.of("5"), answer.headers().firstValue("Retry-After"));
    }

    @Test
    void whoIsOnAWayThatIsClosedBeforeThemFindsTheNextOne() throws Exception {
        Route old = route(NIMES, true);
        assertTrue(old.drain(Duration.ZERO));
        routes.open(new Winding(old, () -> {
            routes.open(old.anew());
            return Optional.of(old);
        }));

        assertEquals(200, get("/t/30189/actes/").statusCode());

        routes.open(new Winding(old, () -> {
            routes.shut(NIMES, Problem.SUSPENDED);
            return Optional.of(old);
        }));
        assertTrue(get("/t/30189/actes/").body().contains("Service suspendu"), "or what is said there by then");
        assertEquals(
                0L,
                ledger.use(NIMES, 0).refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                "no bound was met");
    }

    @Test
    void aRouteThatClosesWaitsForWhoIsInside() throws Exception {
        Route route = route(NIMES, true);
        CompletableFuture<HttpResponse<String>> one = getLater("/t/30189/actes/wait");
        CompletableFuture<HttpResponse<String>> other = getLater("/t/30189/actes/wait");
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");
        routes.remove(NIMES);
        assertFalse(route.drain(Duration.ofMillis(1)), "they are still inside");
        release.countDown();
        assertTrue(route.drain(Duration.ofSeconds(30)));
        assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(200, other.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(404, get("/t/30189/actes/").statusCode());
    }
}
