package fr.beffroi.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request gets that no servlet answers: a problem (RFC 9457), or OSB's own form inside {@code /v2}. */
final class Answer {
    /** By which a platform finds its request again in the broker's answers (OSB 2.17, "Request Identity"). */
    private static final String REQUEST_IDENTITY = "X-Broker-API-Request-Identity";

    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            429, "Too Many Requests",
            500, "Internal Server Error",
            503, "Service Unavailable");

    private Answer() {}

    static void send(HttpServletRequest request, ReadFirst response, Address address, int status, String sentence)
            throws IOException {
        // The web server sends the answer off as soon as all of it is written.
        response.readRest();
        String title = TITLES.getOrDefault(status, "Error");
        String body;
        if (address.isBroker()) {
            String identity = request.getHeader(REQUEST_IDENTITY);
            if (identity != null) {
                response.setHeader(REQUEST_IDENTITY, identity);
            }
            body = "{\"error\":" + quote(title.replace(" ", "")) + ",\"description\":" + quote(sentence) + "}";
        } else {
            body = "{\"type\":\"about:blank\",\"title\":" + quote(title) + ",\"status\":" + status + ",\"detail\":"
                    + quote(sentence) + "}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(address.isBroker() ? "application/json" : "application/problem+json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** A JSON string (RFC 8259, 7). */
    static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ') {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        return json.append('"').toString();
    }
}
