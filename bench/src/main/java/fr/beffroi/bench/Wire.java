package fr.beffroi.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept alive. It does next to nothing, because it shares the machine with what it measures. Not
 * safe for use by many threads.
 */
final class Wire implements Closeable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private final int patienceMillis;
    private Socket socket;
    private InputStream input;

    Wire(int port) {
        this(port, PATIENCE_MILLIS);
    }

    /** @param patienceMillis how long to wait for the next bytes of an answer */
    Wire(int port, int patienceMillis) {
        this.port = port;
        this.patienceMillis = patienceMillis;
    }

    /**
     * An answer.
     *
     * @param status HTTP status
     * @param head status line and headers, as they came
     * @param body as it came
     */
    record Reply(int status, String head, byte[] body) {
        /** A header's value; empty when there is none. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .findFirst()
                    .map(line -> line.substring(name.length() + 1).strip())
                    .orElse("");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** This answer, when it has one of these statuses. */
        Reply expect(int... statuses) {
            for (int expected : statuses) {
                if (status == expected) {
                    return this;
                }
            }
            throw new IllegalStateException("Unexpected answer " + status + ": " + text());
        }
    }

    /** The bytes of a request. */
    static byte[] request(String method, String path, String headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String length = content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n";
        return (method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + length + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    Reply send(byte[] request) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        }
        socket.getOutputStream().write(request);
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        String lower = head.toLowerCase(Locale.ROOT);
        byte[] body = status == 304 || status == 204 ? new byte[0] : body(lower);
        if (lower.contains("connection: close")) {
            close();
        }
        return new Reply(status, head, body);
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int matched = 0;
        while (matched < 4) {
            int next = read();
            head.write(next);
            boolean carriageReturn = matched % 2 == 0;
            matched = next == (carriageReturn ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private byte[] body(String head) throws IOException {
        int length = head.indexOf("content-length:");
        if (length >= 0) {
            return exactly(Integer.parseInt(
                    head.substring(length + 15, head.indexOf('\r', length)).strip()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.contains("transfer-encoding: chunked")) {
            while (true) {
                byte[] chunk = exactly(Integer.parseInt(line(), 16));
                line();
                if (chunk.length == 0) {
                    return body.toByteArray();
                }
                body.writeBytes(chunk);
            }
        }
        throw new IOException("An answer of unknown length: " + head);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The connection was cut.");
        }
        return bytes;
    }

    private int read() throws IOException {
        int next = input.read();
        if (next < 0) {
            throw new EOFException("The connection was cut.");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
