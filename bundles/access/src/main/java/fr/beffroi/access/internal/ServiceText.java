package fr.beffroi.access.internal;

import java.io.PrintWriter;

/** The text that a service answers with, with something done before any of it, and before it ends. */
final class ServiceText extends PrintWriter {
    private final Runnable beforeWrite;
    private final Runnable beforeClose;

    ServiceText(PrintWriter text, Runnable beforeWrite, Runnable beforeClose) {
        super(text);
        this.beforeWrite = beforeWrite;
        this.beforeClose = beforeClose;
    }

    @Override
    public void write(int one) {
        beforeWrite.run();
        super.write(one);
    }

    @Override
    public void write(char[] some, int from, int length) {
        beforeWrite.run();
        super.write(some, from, length);
    }

    @Override
    public void write(String text, int from, int length) {
        beforeWrite.run();
        super.write(text, from, length);
    }

    @Override
    public void close() {
        beforeClose.run();
        super.close();
    }
}
