package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.hosted.Outside;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n";

    @Test
    void aBodyComesInEachWay() throws IOException {
        assertEquals("abcde", body(CHUNKED));
        assertEquals("abc", body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcde"));
        assertEquals("abcde", body("HTTP/1.0 200\r\n\r\nabcde"));
        assertEquals("", body("HTTP/1.1 204 No Content\r\n\r\n"));
        assertEquals("abc", body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 3\n\nabc"));
        assertEquals("", read("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: f\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n"
            })
    void whatIsNoAnswerIsSaid(String text) {
        assertThrows(IOException.class, () -> body(text));
    }

    @Test
    void noMoreIsTakenThanAllowedHoweverItComes() {
        for (String text : List.of(
                CHUNKED, "HTTP/1.1 200 OK\r\n\r\n" + "a".repeat(100), "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100))) {
            assertThrows(IOException.class, () -> read("GET", text, 60));
        }
    }

    /** Whatever else is thrown makes this test fail. */
    @Test
    void garbageIsRefusedAndNothingElseHappens() {
        Random random = new Random(30189);
        for (int i = 0; i < 20_000; i++) {
            byte[] spoiled = CHUNKED.getBytes(StandardCharsets.ISO_8859_1);
            for (int flaws = random.nextInt(4); flaws >= 0; flaws--) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
            }
            try {
                new AnswerReader(new ByteArrayInputStream(spoiled), 1_000).read("GET");
            } catch (IOException expected) {
                continue;
            }
        }
    }

    private static String body(String text) throws IOException {
        return read("GET", text, 10_000);
    }

    private static String read(String method, String text, int most) throws IOException {
        Outside.Answer answer = new AnswerReader(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), most)
                .read(method);
        return new String(answer.body(), StandardCharsets.ISO_8859_1);
    }
}
