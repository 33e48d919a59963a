package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.hosting.Use;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in where, what an instance sees of a request, and what it can do with it. */
class RouterTest extends RouterOverHttp {
    @Test
    void anInstanceSeesItsAddressAsContextPathAndTheRestAsPathInfo() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get(
                "/t/30189/actes/acts/%C3%A9t%C3%A9%201+2.pdf?x=%2F",
                "X-Who", "CONTACT@30189", "Authorization", "Basic secret", "Cookie", "portal=secret");
        assertEquals(
                "GET|/t/30189/actes||/acts/été 1+2.pdf|CONTACT@30189|CONTACT@30189|true|null|false|null|/t/30189/actes|CONTACT",
                answer.body());
    }

    @Test
    void aPersonOfAnotherCommuneIsAVisitorHere() throws Exception {
        route(NIMES, true);
        String seen = get("/t/30189/actes/", "X-Who", "CONTACT@30060").body();
        assertEquals("GET|/t/30189/actes||/|null|null|false|null|false|null|/t/30189/actes|VISITOR", seen);
    }

    @ParameterizedTest
    @CsvSource({
        // who, open to visitors, GET, POST
        ",               true,  200, 401",
        ",               false, 401, 401",
        "CONTACT@30189,  false, 200, 200",
        "AGENT@30189,    false, 200, 200",
        "CONTACT@30060,  true,  200, 403",
        "AGENT@30060,    false, 403, 403",
        "STAFF,          false, 200, 403",
        "AUDITOR,        true,  200, 403",
        "AUDITOR,        false, 403, 403",
        "PLATFORM,       true,  200, 403",
        "PLATFORM,       false, 403, 403",
        "PROGRAM@30189@actes, false, 200, 200",
        "PROGRAM@30189@other, true,  403, 403",
        "PROGRAM@30060@actes, true,  403, 403",
        "PROGRAM@30060@actes, false, 403, 403",
        "SERVICE@30189,  false, 403, 403",
        "SYSTEM,         false, 403, 403",
        "nobody,         true,  500, 500",
    })
    void whoMayDoWhat(String who, boolean openToVisitors, int get, int post) throws Exception {
        route(NIMES, openToVisitors);
        String[] headers = who == null ? new String[0] : new String[] {"X-Who", who};
        assertEquals(get, get("/t/30189/actes/", headers).statusCode());
        assertEquals(get, send("HEAD", "/t/30189/actes/", headers).statusCode());
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            assertEquals(post, send(method, "/t/30189/actes/", headers).statusCode(), method);
        }
    }

    @Test
    void aVisitorIsAskedToLogIn() throws Exception {
        route(NIMES, false);
        HttpResponse<String> answer = get("/t/30189/actes/");
        assertEquals(401, answer.statusCode());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Basic "));
    }

    @Test
    void eachInstanceGetsItsOwnRequests() throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        assertTrue(get("/t/30060/actes/").body().contains("/t/30060/actes"));
        assertTrue(get("/t/30189/actes/").body().contains("/t/30189/actes"));
    }

    @Test
    void aProgramIsSeenAsItsCredentialAndNothingElse() throws Exception {
        route(NIMES, false);
        HttpResponse<String> answer = get("/t/30189/actes/role/program", "X-Who", "PROGRAM@30189@actes");
        assertEquals("binding/17|binding/17|true", answer.body());
        assertEquals(
                "binding/17|binding/17|false",
                get("/t/30189/actes/role/agent", "X-Who", "PROGRAM@30189@actes").body());
    }

    @Test
    void withoutTheSlashTheBrowserIsSentInside() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes?year=2026");
        assertEquals(308, answer.statusCode());
        assertEquals(
                "/t/30189/actes/?year=2026",
                answer.headers().firstValue("Location").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/t", "/t/", "/t/30189", "/t/30060/actes/", "/t/30189/other/", "/t/30189/actesx/", "/t/x/y/z"})
    void whereNothingAnswersNothingIsFound(String path) throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get(path);
        assertEquals(404, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
    }

    /** Sent as they are, since a client of good manners would clean them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/30189/actes/../../30060/actes/",
                "/t/30189/actes/%2e%2e/%2E%2E/30060/actes/",
                "/t/30189/actes/a%2fb",
                "/t/30189/actes/a%5cb",
                "/t/30189/actes;x/",
                "/t/30189;x/actes/",
                "/t/30189/actes/a;jsessionid=1",
                "/t/30189/actes//a",
                "/t//30189/actes/",
                "/t/30189/actes/%00",
                "/t/30189/actes/..;/..;/30060/actes/",
                "/t/30189/actes/./a",
                "/t/30189/actes/%252e%252e/",
                "/t/%33%30189/actes/",
                "/t/30189/%61ctes/",
                "/%74/30189/actes/",
                "/t/30189/actes\\..\\",
                "/t/30189/actes/%c0%ae%c0%ae/",
                "/t/30189/actes/.."
            })
    void tricksInThePathReachNoInstance(String path) throws Exception {
        route(NIMES, true);
        route(CAISSARGUES, true);
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertTrue(status.contains(" 400 ") || status.contains(" 404 "), path + ": " + status);
        }
    }

    @Test
    void whatAnInstanceThrowsOnOrAnswersWithItsOwnFaultIsAFailureOfIt() throws Exception {
        Address address = route(NIMES, true).address();
        get("/t/30189/actes/throw");
        get("/t/30189/actes/503");
        get("/t/30189/actes/404");
        get("/t/30189/actes/");
        Use use = ledger.use(address, 0);
        assertEquals(4, use.requests());
        assertEquals(2, use.failures());
    }

    @Test
    void anInstanceThatThrowsTellsNothingOfIt() throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes/throw");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertFalse(answer.headers().firstValue("ETag").isPresent(), "nothing of the failed answer stays");
        assertEquals("here", answer.headers().firstValue("X-House").orElseThrow(), "what the house set stays");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "cookie", "cookie-header"})
    void thereAreNoSessionsAndNoCookies(String attempt) throws Exception {
        route(NIMES, true);
        HttpResponse<String> answer = get("/t/30189/actes/" + attempt);
        assertEquals(500, answer.statusCode());
        assertFalse(answer.headers().firstValue("Set-Cookie").isPresent());
    }

    @Test
    void nothingOutsideCanBeReachedByForwarding() throws Exception {
        route(NIMES, true);
        assertTrue(get("/t/30189/actes/forward").body().startsWith("null"));
    }
}
