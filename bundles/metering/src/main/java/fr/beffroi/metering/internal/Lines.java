package fr.beffroi.metering.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lines of UTF-8 text, however many and however long: of one that can't be read it is told why, and the next one is read. Those with
 * nothing on them are passed over.
 */
final class Lines implements Closeable {
    /** Bytes of a line: many times what a reading can have. */
    static final int MOST = 64 << 10;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * @param number from 1
     * @param text empty when there is an objection
     * @param objection why it can't be read, a sentence
     */
    record Line(long number, String text, Optional<String> objection) {}

    private final InputStream in;
    private long number;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line that has something on it; empty at the end. */
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        while (readOne(bytes)) {
            Line line = line(bytes.toByteArray());
            if (line.objection().isPresent() || !line.text().isBlank()) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** @return whether there was one; what is too long of it isn't kept */
    private boolean readOne(ByteArrayOutputStream bytes) throws IOException {
        bytes.reset();
        number++;
        int next = in.read();
        if (next < 0) {
            return false;
        }
        while (next >= 0 && next != '\n') {
            if (bytes.size() <= MOST) {
                bytes.write(next);
            }
            next = in.read();
        }
        return true;
    }

    private Line line(byte[] bytes) {
        if (bytes.length > MOST) {
            return new Line(number, "", Optional.of("The line is longer than " + MOST + " bytes."));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean marked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
            return new Line(number, (marked ? text.substring(1) : text).stripTrailing(), Optional.empty());
        } catch (CharacterCodingException e) {
            return new Line(
                    number,
                    "",
                    Optional.of("The line is not UTF-8 text: save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
                            + " and drop it again."));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
