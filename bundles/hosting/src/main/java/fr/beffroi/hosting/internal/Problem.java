package fr.beffroi.hosting.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An answer other than the one hoped for (RFC 9457), in French: it is people of the communes and their citizens who call instances.
 * A browser gets it as a page, a program as {@code problem+json}. The sentences are fixed, so nothing of a request
 * ever comes back in them.
 */
enum Problem {
    BAD_PATH(400, "Adresse invalide", "Cette adresse contient une suite de caractères qui n'est pas admise."),
    LOG_IN(401, "Identification requise", "Identifiez-vous pour accéder à cette page."),
    FORBIDDEN(403, "Accès refusé", "Votre compte ne permet pas cette action auprès de cette commune."),
    NOT_FOUND(404, "Introuvable", "Aucun service ne répond à cette adresse."),
    TOO_MANY(429, "Trop de demandes", "Ce service reçoit trop de demandes à la fois ; réessayez dans un instant.", 1),
    FAILED(500, "Erreur du service", "Le service a rencontré une erreur ; elle a été enregistrée."),
    BUSY(503, "Service saturé", "Trop de demandes sont en cours pour ce service ; réessayez dans un instant.", 1),
    SLOWED(
            503,
            "Service ralenti",
            "Ce service utilise plus que sa part du processeur et ne traite qu’une demande à la fois ; réessayez dans un instant.",
            10),
    HOUSE_BUSY(503, "Serveur saturé", "Trop de demandes sont en cours sur ce serveur ; réessayez dans un instant.", 5),
    SILENT(
            503,
            "Service momentanément indisponible",
            "Ce dont ce service a besoin ne répond pas ; réessayez dans un instant.",
            10),
    CLOSED(
            503,
            "Service momentanément fermé",
            "Ce service est en cours de maintenance ; réessayez dans un instant.",
            10),
    ASLEEP(
            503,
            "Service en cours de démarrage",
            "Ce service était en veille et se remet en route ; réessayez dans un instant.",
            5),
    FULL(507, "Stockage plein", "Le service n'a plus de place pour enregistrer ; prévenez l'exploitation."),
    /** Somebody of operations has to see to it, so nobody is told to come back in a moment. */
    OUT_OF_ORDER(
            503,
            "Service hors service",
            "Ce service a été mis hors service jusqu’à son redémarrage ; ses données sont conservées."),
    /** Nobody knows until when, so nobody is told to come back. */
    SUSPENDED(503, "Service suspendu", "Ce service est suspendu pour cette commune ; ses données sont conservées.");

    /** Deeper than this no cause is looked for: an instance makes its exceptions itself and may make them go round in a circle. */
    private static final int DEPTH = 20;

    /** What the data store says of a database that holds all it may. */
    private static final String DATABASE_FULL = "53100";

    /** A media range of {@code Accept} and its weight, if it has one. */
    private static final Pattern RANGE =
            Pattern.compile("([^\\s,;]+)[^,]*?(?:;\\s*q=([01](?:\\.\\d{0,3})?)\\s*)?(?:,|$)");

    private final int status;
    private final OptionalInt retryAfter;
    private final byte[] json;
    private final byte[] page;

    Problem(int status, String title, String detail) {
        this(status, title, detail, OptionalInt.empty());
    }

    /** @param retryAfter seconds after which it may be worth trying again */
    Problem(int status, String title, String detail, int retryAfter) {
        this(status, title, detail, OptionalInt.of(retryAfter));
    }

    Problem(int status, String title, String detail, OptionalInt retryAfter) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.json = ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                        + detail + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        // No style and no script: the policy of the house (default-src 'self') lets none in that stands in a page.
        this.page = """
                <!doctype html>
                <html lang="fr">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s</title>
                </head>
                <body>
                <main>
                <h1>%1$s</h1>
                <p>%2$s</p>
                </main>
                </body>
                </html>
                """.formatted(escaped(title), escaped(detail)).getBytes(StandardCharsets.UTF_8);
    }

    /** What to say of a failure of an instance: by the first of its causes that the house knows. */
    static Problem of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (cause instanceof FolderFull
                    || cause instanceof SQLException sql && DATABASE_FULL.equals(sql.getSQLState())) {
                return FULL;
            }
            if (cause instanceof Refusal refusal && isSilence(refusal.reason())) {
                return SILENT;
            }
            cause = cause.getCause();
        }
        return FAILED;
    }

    /** Of the directory, which doesn't answer or doesn't let the instance in. */
    private static boolean isSilence(Reason reason) {
        return reason == Reason.UNAVAILABLE || reason == Reason.FORBIDDEN;
    }

    /** Answers with this, as a page to whom prefers one; nothing was written to the response before. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean browser = prefersPage(request);
        byte[] body = browser ? page : json;
        response.setStatus(status);
        response.setContentType(browser ? "text/html;charset=UTF-8" : "application/problem+json");
        response.setHeader("Content-Language", "fr");
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", "Accept");
        if (this == LOG_IN) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Beffroi\", charset=\"UTF-8\"");
        }
        retryAfter.ifPresent(seconds -> response.setHeader("Retry-After", Integer.toString(seconds)));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Whether HTML weighs more than JSON (RFC 9110, section 12.5.1), as with browsers; programs that say nothing get JSON. */
    private static boolean prefersPage(HttpServletRequest request) {
        String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
        Map<String, Double> weights = new HashMap<>();
        RANGE.matcher(accept.toLowerCase(Locale.ROOT))
                .results()
                .forEach(range ->
                        weights.put(range.group(1), range.group(2) == null ? 1 : Double.parseDouble(range.group(2))));
        return weight(weights, "text/html", "text/*", "*/*")
                > weight(weights, "application/problem+json", "application/json", "application/*", "*/*");
    }

    /** That of the first of the ranges that is named, the most specific first. */
    private static double weight(Map<String, Double> weights, String... ranges) {
        return Stream.of(ranges)
                .map(weights::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(0.0);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
