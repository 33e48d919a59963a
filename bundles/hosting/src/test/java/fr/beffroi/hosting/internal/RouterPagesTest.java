package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who prefers a page is refused with one, everybody else with a problem in JSON. */
class RouterPagesTest extends RouterOverHttp {
    @ParameterizedTest
    @CsvSource({
        // path, who, status, title
        "/t/30060/actes/,      CONTACT@30189, 404, Introuvable",
        "/t/30189/actes/,      ,              401, Identification requise",
        "/t/30189/actes/,      AGENT@30060,   403, Accès refusé",
        "/t/30189/actes/throw, CONTACT@30189, 500, Erreur du service",
        "/t/30189/actes/full,  CONTACT@30189, 507, Stockage plein",
        "/t/30189/actes/silent, CONTACT@30189, 503, Service momentanément indisponible",
        "/t/30189/actes/a;x,   CONTACT@30189, 400, Adresse invalide",
    })
    void aBrowserIsRefusedWithAPage(String path, String who, int status, String title) throws Exception {
        route(NIMES, false);
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        HttpResponse<String> answer =
                who == null ? get(path, "Accept", browser) : get(path, "Accept", browser, "X-Who", who);
        assertEquals(status, answer.statusCode());
        assertTrue(contentType(answer).matches("(?i)text/html; ?charset=utf-8"), contentType(answer));
        assertEquals(List.of("Accept"), answer.headers().allValues("Vary"));
        assertEquals("fr", answer.headers().firstValue("Content-Language").orElseThrow());
        assertTrue(answer.body().startsWith("<!doctype html>\n<html lang=\"fr\">"), answer.body());
        assertTrue(answer.body().contains("<title>" + title + "</title>"), answer.body());
        assertTrue(answer.body().contains("<h1>" + title + "</h1>\n<p>"), answer.body());
        // The policy of the house is default-src 'self': nothing in the line, nothing from elsewhere.
        assertFalse(
                answer.body().matches("(?s).*(<style|<script|<link|<img|style=|href=|src=|secret).*"), answer.body());
        assertEquals(
                status == 401, answer.headers().firstValue("WWW-Authenticate").isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html                                  | true",
                "TEXT/HTML;level=1; Q=0.5 , */*;q=0.4       | true",
                "text/*, application/json;q=0.9             | true",
                "application/json;q=0, */*                  | true",
                "                                           | false",
                "*/*                                        | false",
                "application/json, text/plain, */*          | false",
                "application/json, text/html                | false",
                "application/json, text/html;q=0.9          | false",
                "application/problem+json, text/html;q=0.9  | false",
                "text/html;q=0                              | false",
                "text/html;q=0.2, */*;q=0.8                 | false",
                "text/htmlx                                 | false",
                ",;q=,;;,q=7.7.7,                           | false",
            })
    void onlyWhoPrefersAPageGetsOne(String accept, boolean page) throws Exception {
        HttpResponse<String> answer = accept == null ? get("/t/") : get("/t/", "Accept", accept);
        assertEquals(404, answer.statusCode());
        assertEquals(page, contentType(answer).startsWith("text/html"), contentType(answer));
        assertEquals(!page, contentType(answer).equals("application/problem+json"), contentType(answer));
        assertEquals(List.of("Accept"), answer.headers().allValues("Vary"));
    }
}
