package fr.beffroi.metering.internal;

import fr.beffroi.metering.internal.Answer.Page;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Pages of text at addresses, several asked for at the same time, each for so long and so much and no more. Redirects are not followed: what
 * is read is what was declared.
 */
final class HttpPages implements Scraping.Pages {
    /** Of 4 MiB each, and twice that while they grow: 64 MiB. */
    private static final int AT_ONCE = 8;

    private static final int OK = 200;
    private static final String ACCEPTED = "text/plain;version=0.0.4;charset=utf-8";

    private final Clock clock;
    private final Duration patience;
    private final int most;
    /** Made for the first page: most houses ask for none. */
    private HttpClient client;

    /**
     * @param patience how long an answer may take, from the first to the last byte
     * @param most how many bytes it may have
     */
    HttpPages(Clock clock, Duration patience, int most) {
        this.clock = clock;
        this.patience = patience;
        this.most = most;
    }

    @Override
    public void ask(List<URI> addresses, Consumer<Answer> each) throws InterruptedException {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(patience)
                    .build();
        }
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        Iterator<URI> waiting = addresses.iterator();
        int underWay = 0;
        while (underWay > 0 || waiting.hasNext()) {
            while (underWay < AT_ONCE && waiting.hasNext()) {
                URI next = waiting.next();
                try {
                    ask(next, answers);
                } catch (IllegalArgumentException e) {
                    answers.add(Answer.none(next, clock.instant(), "nobody can be asked at such an address"));
                }
                underWay++;
            }
            each.accept(answers.take());
            underWay--;
        }
    }

    private void ask(URI address, BlockingQueue<Answer> answers) {
        Instant asked = clock.instant();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Accept", ACCEPTED)
                .header("User-Agent", "beffroi")
                .header("Cache-Control", "no-cache")
                .build();
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(
                request,
                head -> head.statusCode() == OK ? new BoundedBody(most) : BodySubscribers.replacing(new byte[0]));
        // The timeout of a request ends with the head of its answer; this one with its body, and then holds it no more.
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS).thenRun(() -> response.cancel(true));
        response.whenComplete((whole, failure) -> {
            over.cancel(false);
            answers.add(failure == null ? answer(address, asked, whole) : failed(address, asked, failure));
        });
    }

    /** In words of our own: those of the exception may be what the server sent. */
    private Answer failed(URI address, Instant asked, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException || cause instanceof HttpTimeoutException) {
            return Answer.none(address, asked, "it took longer than " + patience.toSeconds() + " seconds");
        }
        if (cause instanceof ConnectException) {
            return Answer.none(address, asked, "nobody answers there");
        }
        if (cause instanceof SSLException) {
            return Answer.none(address, asked, "no safe connection can be made, or its certificate isn't trusted");
        }
        if (cause instanceof BoundedBody.TooLong) {
            return Answer.none(address, asked, "it is longer than " + most + " bytes");
        }
        return Answer.none(address, asked, "what comes is no answer in HTTP, or breaks off");
    }

    private static Answer answer(URI address, Instant asked, HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            return Answer.none(address, asked, "the answer has the status " + response.statusCode());
        }
        String type = response.headers()
                .firstValue("Content-Type")
                .orElse("text/plain")
                .toLowerCase(Locale.ROOT);
        boolean openMetrics = type.startsWith("application/openmetrics-text");
        if (!openMetrics && !type.startsWith("text/plain")
                || response.headers().firstValue("Content-Encoding").isPresent()) {
            return Answer.none(address, asked, "the answer is no plain text");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
            return new Answer(address, asked, Optional.of(new Page(text, openMetrics)), "");
        } catch (CharacterCodingException e) {
            return Answer.none(address, asked, "the answer is no text in UTF-8");
        }
    }
}
