package fr.beffroi.hosting.internal;

import fr.beffroi.api.hosted.Outside;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one answer of HTTP/1.1 (RFC 9112) from a connection that ends with it, and no more bytes than it may have. */
final class AnswerReader {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
    private static final int LONGEST_LINE = 16 * 1024;

    private final InputStream in;
    private long left;

    /** @param most bytes that the answer may have, its headers included */
    AnswerReader(InputStream in, long most) {
        this.in = new BufferedInputStream(in);
        this.left = most;
    }

    /**
     * The answer to a request of that method.
     *
     * @throws IOException when it is cut off, too long, or not what HTTP says
     */
    Outside.Answer read(String method) throws IOException {
        while (true) {
            Matcher status = STATUS.matcher(line());
            if (!status.matches()) {
                throw new IOException("its answer isn't HTTP");
            }
            int code = Integer.parseInt(status.group(1));
            Map<String, List<String>> headers = headers();
            if (code >= 200) {
                boolean bodiless = method.equals("HEAD") || code == 204 || code == 304;
                return new Outside.Answer(code, headers, bodiless ? new byte[0] : body(headers));
            }
        }
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("its answer has a header that isn't one");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        List<String> coding = headers.getOrDefault("transfer-encoding", List.of());
        List<String> length = headers.getOrDefault("content-length", List.of());
        if (!coding.isEmpty()) {
            if (!coding.equals(List.of("chunked"))) {
                throw new IOException("its answer comes in a way that isn't known");
            }
            return chunks();
        }
        if (!length.isEmpty()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            copy(number(length.get(0), 10), body);
            return body.toByteArray();
        }
        byte[] body = in.readNBytes((int) left + 1);
        take(body.length);
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            long size = number(line().split(";", 2)[0].strip(), 16);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            copy(size, body);
            if (!line().isEmpty()) {
                throw new IOException("its answer isn't HTTP");
            }
        }
    }

    private void copy(long size, ByteArrayOutputStream to) throws IOException {
        take(size);
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EOFException("its answer ends too early");
        }
        to.writeBytes(bytes);
    }

    private static long number(String text, int radix) throws IOException {
        if (!text.matches("[0-9A-Fa-f]{1,9}")) {
            throw new IOException("its answer isn't HTTP");
        }
        try {
            return Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("its answer isn't HTTP", e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            take(1);
            if (next < 0) {
                throw new EOFException("its answer ends too early");
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("its answer has a line that is too long");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void take(long bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("its answer is longer than " + Outside.MOST_RECEIVED + " bytes");
        }
    }
}
