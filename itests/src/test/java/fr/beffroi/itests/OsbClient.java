package fr.beffroi.itests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import fr.beffroi.launcher.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A platform that speaks the Open Service Broker API header by header, rightly or wrongly. Safe for use by many threads. */
final class OsbClient {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient client;
    private final URI house;
    private final Map<String, String> headers;

    private OsbClient(HttpClient client, URI house, Map<String, String> headers) {
        this.client = client;
        this.house = house;
        this.headers = headers;
    }

    /** A client of 2.17. */
    static OsbClient of(URI house, Login login) {
        String basic = login.name() + ":" + login.password();
        return new OsbClient(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                house,
                Map.of(
                        "X-Broker-API-Version",
                        "2.17",
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8))));
    }

    /** The same client with another header, or with another value of it. */
    OsbClient with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new OsbClient(client, house, more);
    }

    OsbClient without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new OsbClient(client, house, fewer);
    }

    Reply get(String path) {
        return send("GET", path, null, null);
    }

    Reply delete(String path) {
        return send("DELETE", path, null, null);
    }

    Reply put(String path, JsonNode body) {
        return send("PUT", path, "application/json", body.toString());
    }

    Reply patch(String path, JsonNode body) {
        return send("PATCH", path, "application/json", body.toString());
    }

    /** @param body null: none */
    Reply send(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(house + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Reply(method + " " + path, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A name as a part of a path or a value of a query. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * What came back.
     *
     * @param request to name it
     * @param text the body
     */
    record Reply(String request, int status, HttpHeaders headers, String text) {
        /** This reply, when its status is one of those. */
        Reply expect(int... statuses) {
            for (int expected : statuses) {
                if (status == expected) {
                    return this;
                }
            }
            throw new AssertionError(this);
        }

        /** This reply, when it is that status with that error word. */
        Reply expectError(int expected, String word) {
            expect(expected);
            if (!json().path("error").asText().equals(word)) {
                throw new AssertionError(this);
            }
            return this;
        }

        /** The body; a missing node when it isn't JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        @Override
        public String toString() {
            return request + " → " + status + " " + text;
        }
    }
}
