package fr.beffroi.launcher;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** A running Beffroi, as a client sees it over HTTP. Safe for use by many threads. */
public final class House {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Login NOBODY = new Login("", "");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param base scheme, host and port: {@code http://127.0.0.1:8080} */
    public House(URI base) {
        this.base = Objects.requireNonNull(base, "base");
    }

    /** The address of something in the house, to be shown or typed. */
    public URI address(String path) {
        return base.resolve(path);
    }

    /** Reads as a visitor, without credentials. */
    public Answer get(String path) {
        return send(request(path).GET().build(), NOBODY);
    }

    public Answer get(Login login, String path) {
        return send(as(login, path).GET().build(), login);
    }

    public Answer post(Login login, String path, JsonNode body) {
        return post(login, path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    public Answer post(Login login, String path, String contentType, byte[] body) {
        return send(
                as(login, path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                login);
    }

    /** Orders by the Open Service Broker API 2.17; without a body the method has none. */
    public Answer osb(Login login, String method, String path, JsonNode body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        return send(
                as(login, path)
                        .header("X-Broker-API-Version", "2.17")
                        .header("Content-Type", "application/json")
                        .method(method, content)
                        .build(),
                login);
    }

    /** Whether the house answers that it can serve. */
    public boolean isReady() {
        try {
            return get("/health/ready").status() == 200;
        } catch (Disagreement e) {
            return false;
        }
    }

    private HttpRequest.Builder as(Login login, String path) {
        return request(path).header("Authorization", login.authorization());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest request, Login login) {
        String name = request.method() + " " + request.uri().getRawPath();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String advice = response.statusCode() == 401 ? login.advice() : "";
            return new Answer(name, response.statusCode(), response.body(), advice);
        } catch (ConnectException e) {
            throw new Disagreement(
                    "Personne ne répond à " + base
                            + ". Démarrez Beffroi avec « ./beffroi run », ou indiquez son port dans la"
                            + " variable BEFFROI_HTTP_PORT.",
                    e);
        } catch (HttpTimeoutException e) {
            throw new Disagreement(
                    name + " : pas de réponse en " + PATIENCE.toSeconds() + " s. Voyez « ./beffroi logs ».", e);
        } catch (IOException e) {
            throw new Disagreement(
                    name + " : la connexion a été coupée (" + e.getMessage() + "). Voyez « ./beffroi logs ».", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Disagreement("Interrompu.", e);
        }
    }
}
