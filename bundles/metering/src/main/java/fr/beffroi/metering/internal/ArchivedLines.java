package fr.beffroi.metering.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;

/**
 * The readings of an archived file, one by one. What can't be unpacked or is no reading ends it with an {@link UncheckedIOException}.
 */
final class ArchivedLines implements Iterator<Arrived>, AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final DigestInputStream file;
    private final BufferedReader text;
    private Arrived next;

    ArchivedLines(Path path) throws IOException {
        InputStream bytes = Files.newInputStream(path);
        file = new DigestInputStream(bytes, MerkleTree.sha256());
        try {
            text = new BufferedReader(new InputStreamReader(new GZIPInputStream(file, BUFFER), StandardCharsets.UTF_8));
            next = read();
        } catch (IOException | UncheckedIOException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Arrived next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Arrived now = next;
        next = read();
        return now;
    }

    private Arrived read() {
        try {
            String line = text.readLine();
            return line == null
                    ? null
                    : Arrived.parsed(line).orElseThrow(() -> new IOException("a line of it is no reading: " + line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the whole file, in hexadecimal. To be called once, last. */
    String digest() {
        try {
            file.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(file.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
