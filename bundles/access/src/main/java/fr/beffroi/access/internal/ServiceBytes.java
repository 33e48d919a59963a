package fr.beffroi.access.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The bytes that a service answers with, with something done before any of them, and before they end. */
final class ServiceBytes extends ServletOutputStream {
    private final ServletOutputStream bytes;
    private final Runnable beforeWrite;
    private final Runnable beforeClose;

    ServiceBytes(ServletOutputStream bytes, Runnable beforeWrite, Runnable beforeClose) {
        this.bytes = bytes;
        this.beforeWrite = beforeWrite;
        this.beforeClose = beforeClose;
    }

    @Override
    public void write(int one) throws IOException {
        beforeWrite.run();
        bytes.write(one);
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
        beforeWrite.run();
        bytes.write(some, from, length);
    }

    /** In the encoding of the answer, which the web server knows. */
    @Override
    public void print(String text) throws IOException {
        beforeWrite.run();
        bytes.print(text);
    }

    @Override
    public void flush() throws IOException {
        bytes.flush();
    }

    @Override
    public void close() throws IOException {
        beforeClose.run();
        bytes.close();
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
