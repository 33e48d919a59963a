package fr.beffroi.itests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A program of a commune's that publishes acts by a credential it was given. Safe for use by many threads. */
final class Publisher {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final String authorization;

    /** @param address of the commune's instance */
    Publisher(String address, String username, String password) {
        this.address = address.endsWith("/") ? address : address + "/";
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes one act.
     *
     * @return the status of the answer; 0 when none came
     */
    int publish(String number) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "api/acts?number=" + number
                        + "&nature=deliberation&date=2026-10-01&subject=Essai&signatory=Le%20maire"))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Content-Type", "application/pdf")
                .POST(HttpRequest.BodyPublishers.ofString("%PDF-1.4\n" + number + "\n%%EOF\n"))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
