package fr.beffroi.access.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.EOFException;
import java.io.IOException;

/** The bytes that a service answers with; the response is asked before any of them, and before they end. */
final class ServiceBytes extends ServletOutputStream {
    private final ServletOutputStream bytes;
    private final ReadFirst response;

    ServiceBytes(ServletOutputStream bytes, ReadFirst response) {
        this.bytes = bytes;
        this.response = response;
    }

    @Override
    public void write(int one) throws IOException {
        requireOpen();
        bytes.write(one);
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
        requireOpen();
        bytes.write(some, from, length);
    }

    /** In the encoding of the answer, which the web server knows. */
    @Override
    public void print(String text) throws IOException {
        requireOpen();
        bytes.print(text);
    }

    /** Fails as the web server's own do. */
    private void requireOpen() throws EOFException {
        if (!response.mayWrite()) {
            throw new EOFException("The answer has been closed.");
        }
    }

    @Override
    public void flush() throws IOException {
        if (response.mayWrite()) {
            bytes.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (response.mayClose()) {
            bytes.close();
        }
    }

    @Override
    public boolean isReady() {
        return bytes.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        bytes.setWriteListener(listener);
    }
}
