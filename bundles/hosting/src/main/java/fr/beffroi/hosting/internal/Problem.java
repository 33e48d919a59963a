package fr.beffroi.hosting.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An answer other than the one hoped for (RFC 9457), in French: it is people of the communes and their citizens who call instances.
 * The sentences are fixed, so nothing of a request ever comes back in them.
 */
enum Problem {
    BAD_PATH(400, "Adresse invalide", "Cette adresse contient une suite de caractères qui n'est pas admise."),
    LOG_IN(401, "Identification requise", "Identifiez-vous pour accéder à cette page."),
    FORBIDDEN(403, "Accès refusé", "Votre compte ne permet pas cette action auprès de cette commune."),
    NOT_FOUND(404, "Introuvable", "Aucun service ne répond à cette adresse."),
    FAILED(500, "Erreur du service", "Le service a rencontré une erreur ; elle a été enregistrée."),
    BUSY(503, "Service saturé", "Trop de demandes sont en cours pour ce service ; réessayez dans un instant.");

    private final int status;
    private final byte[] body;

    Problem(int status, String title, String detail) {
        this.status = status;
        this.body = ("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                        + detail + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Answers with this; nothing was written to the response before. */
    void answer(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Content-Language", "fr");
        response.setHeader("Cache-Control", "no-store");
        if (this == LOG_IN) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Beffroi\", charset=\"UTF-8\"");
        }
        if (this == BUSY) {
            response.setHeader("Retry-After", "1");
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
