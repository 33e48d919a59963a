package fr.beffroi.access.internal;

import java.io.PrintWriter;

/** The text that a service answers with; the response is asked before any of it, and before it ends. */
final class ServiceText extends PrintWriter {
    private final ReadFirst response;

    ServiceText(PrintWriter text, ReadFirst response) {
        super(text);
        this.response = response;
    }

    @Override
    public void write(int one) {
        if (isOpen()) {
            super.write(one);
        }
    }

    @Override
    public void write(char[] some, int from, int length) {
        if (isOpen()) {
            super.write(some, from, length);
        }
    }

    @Override
    public void write(String text, int from, int length) {
        if (isOpen()) {
            super.write(text, from, length);
        }
    }

    /** Writing after the end is an error that is asked for, as with all writers of this kind. */
    private boolean isOpen() {
        boolean open = response.mayWrite();
        if (!open) {
            setError();
        }
        return open;
    }

    @Override
    public void flush() {
        if (response.mayWrite()) {
            super.flush();
        }
    }

    @Override
    public void close() {
        if (response.mayClose()) {
            super.close();
        }
    }
}
