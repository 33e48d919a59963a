package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Of what a server sends, only what stands on its page is taken; problems are told in our own words. */
class HttpPagesTest {
    private static final int MOST = 100;

    @Test
    void whatComesInsteadOfAnAnswerIsNotRepeated() throws Exception {
        String nothing = "what comes is no answer in HTTP, or breaks off";
        assertEquals(nothing, ask("http", "SECRET 1\r\n\r\n").problem());
        assertEquals(nothing, ask("http", "HTTP/1.1 SECRET\r\n\r\n").problem());
        assertEquals(
                nothing,
                ask("http", "HTTP/1.1 200 OK\r\nContent-Length: SECRET\r\n\r\n").problem());
        assertEquals(
                nothing,
                ask("http", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nSECRET")
                        .problem());
        assertEquals(nothing, ask("http", "").problem());
        assertEquals(
                "the answer has the status 500",
                ask("http", "HTTP/1.1 500 SECRET\r\n\r\n").problem());
        assertEquals(
                "it is longer than 100 bytes",
                ask("http", "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(MOST + 1)).problem());
        assertEquals(
                "no safe connection can be made, or its certificate isn't trusted",
                ask("https", "HTTP/1.1 200 OK\r\n\r\n").problem());
    }

    @Test
    void thePageIsAskedForAsItIsNow() throws Exception {
        BlockingQueue<String> head = new LinkedBlockingQueue<>();
        ask("http", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", head);
        assertTrue(head.contains("Cache-Control: no-cache"), head::toString);
    }

    private static Answer ask(String scheme, String sent) throws Exception {
        return ask(scheme, sent, new LinkedBlockingQueue<>());
    }

    /** @param head takes the lines of the request */
    private static Answer ask(String scheme, String sent, BlockingQueue<String> head) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server, sent, head));
            serving.start();
            new HttpPages(Clock.systemUTC(), Duration.ofSeconds(30), MOST)
                    .ask(List.of(URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/")), answers::add);
        }
        assertEquals(1, answers.size());
        return answers.get(0);
    }

    /** Until the server is closed: who asks may ask again. */
    private static void serve(ServerSocket server, String sent, BlockingQueue<String> head) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                if (in.read() == 'G') { // GET; TLS begins otherwise
                    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                        head.add(line);
                    }
                }
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
