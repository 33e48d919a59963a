package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bounds at the door: what is too much is refused, and the neighbours answer. */
class RouterBoundsTest extends RouterOverHttp {
    @Test
    void aBrowserBeforeAFullInstanceReadsThatItIsFull() throws Exception {
        route(NIMES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30189/actes/", "Accept", "text/html");

        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("<h1>Service saturé</h1>"), refused.body());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
    }

    @Test
    void aFullInstanceSaysSoAndItsNeighboursAnswer() throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30189/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(200, get("/t/30060/actes/").statusCode());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertEquals(200, get("/t/30189/actes/").statusCode());
    }

    @Test
    void anInstanceThatUsesTooMuchOfTheProcessorAnswersOneAtATime() throws Exception {
        ledger = new Ledger(-1, System::nanoTime);
        route(NIMES, true);
        CompletableFuture<HttpResponse<String>> alone = getLater("/t/30189/actes/wait");
        await("it is inside", () -> inside.getCount() == 1);

        HttpResponse<String> refused = get("/t/30189/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("10", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("\"title\":\"Service ralenti\",\"status\":503"), refused.body());
        release.countDown();
        assertEquals(200, alone.get(30, TimeUnit.SECONDS).statusCode());
        // It has its answer before its thread has left.
        await("the next one is let in", () -> get("/t/30189/actes/").statusCode() == 200);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
        }
    }

    @Test
    void aRushIsToldToSlowDownAndTheNeighboursAnswer() throws Exception {
        bounds = bounds(1, 100);
        route(NIMES, true);
        bounds = bounds(1_000, 100);
        route(CAISSARGUES, true);

        // Two at once, and one each second: sixty in one second are too many, on whatever machine.
        HttpResponse<String> refused = get("/t/30189/actes/");
        for (int request = 1; request < 60 && refused.statusCode() == 200; request++) {
            refused = get("/t/30189/actes/");
        }

        assertEquals(429, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("application/problem+json", contentType(refused));
        assertTrue(refused.body().contains("\"title\":\"Trop de demandes\",\"status\":429"), refused.body());
        assertEquals(200, get("/t/30060/actes/").statusCode());
    }

    @Test
    void instancesLeaveThreadsToTheHouse() throws Exception {
        bounds = bounds(1_000, LIMIT);
        route(NIMES, true);
        route(CAISSARGUES, true);
        List<CompletableFuture<HttpResponse<String>>> busy =
                List.of(getLater("/t/30189/actes/wait"), getLater("/t/30189/actes/wait"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "both are inside");

        HttpResponse<String> refused = get("/t/30060/actes/");

        assertEquals(503, refused.statusCode());
        assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("\"title\":\"Serveur saturé\",\"status\":503"), refused.body());
        release.countDown();
        for (CompletableFuture<HttpResponse<String>> one : busy) {
            assertEquals(200, one.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertEquals(200, get("/t/30060/actes/").statusCode());
    }
}
