package fr.beffroi.access.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A response that refuses a request only when all of the request has been read. The web server closes a connection on which something
 * is still to come; when it comes, the other side is told that the connection is broken and throws the answer away that it may not have
 * read yet (RFC 9112, 9.6): a platform would see a broken network instead of what it did wrong.
 */
final class ReadFirst extends HttpServletResponseWrapper {
    /** In bytes. Who sends more, and is refused, may lose the answer. */
    static final long LONGEST = 64 * 1024;

    /** Who sends slowly holds a thread of the web server; those to come are refused unread. */
    static final int AT_A_TIME = 16;

    /** Who sends drop by drop is refused with the rest unread; whoever is within reach has sent it long before. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpServletRequest request;
    private final boolean hosted;
    private final Semaphore readers;
    private final Duration patience;
    private boolean tried;
    private boolean closed;

    /**
     * @param hosted whether a service answers, which may say how it went before it reads what it was sent
     * @param readers {@link #AT_A_TIME} of them, shared by all requests
     * @param patience how long is read; what was begun to be waited for then still is, by the web server's own bound
     */
    ReadFirst(
            HttpServletRequest request,
            HttpServletResponse response,
            boolean hosted,
            Semaphore readers,
            Duration patience) {
        super(response);
        this.request = request;
        this.hosted = hosted;
        this.readers = readers;
        this.patience = patience;
    }

    /** What is the house's own has read all it wants by then, and closes its answer, after which it would be too late. */
    @Override
    public void setStatus(int status) {
        if (status >= SC_BAD_REQUEST && !hosted) {
            readRest();
        }
        super.setStatus(status);
    }

    /** Whoever knows how long its answer is has read all it wants; the web server sends it off with its last byte. */
    @Override
    public void setContentLength(int length) {
        settled();
        super.setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        settled();
        super.setContentLengthLong(length);
    }

    /** A service closes its answer when it likes, and the web server closes it with the last byte of a length that was told. */
    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream bytes = super.getOutputStream();
        return hosted ? new ServiceBytes(bytes, this::writing, this::closing) : bytes;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter text = super.getWriter();
        return hosted ? new ServiceText(text, this::writing, this::closing) : text;
    }

    private void writing() {
        if (!tried && containsHeader("Content-Length")) {
            settled();
        }
    }

    private void closing() {
        settled();
        closed = true;
    }

    private void settled() {
        if (getStatus() >= SC_BAD_REQUEST) {
            readRest();
        }
    }

    /** Once a servlet is done: when it refused, and its answer isn't on its way to its end already. */
    void done() {
        if (!request.isAsyncStarted()) {
            settled();
        }
    }

    /** To be called when nobody else reads the request any more; a second time does nothing. */
    void readRest() {
        if (!tried && !isOver() && !waitsToSend() && readers.tryAcquire()) {
            tried = true;
            try {
                read();
            } finally {
                readers.release();
            }
        }
    }

    /** Of a service's answer a part may be on its way while its end isn't: the connection stays open until then. */
    private boolean isOver() {
        return hosted ? closed : isCommitted();
    }

    /** It sends its content only when it is asked to (RFC 9110, 10.1.1), which reading would do. */
    private boolean waitsToSend() {
        return request.getHeader("Expect") != null;
    }

    private void read() {
        if (request.getContentLengthLong() > LONGEST) {
            return;
        }
        byte[] some = new byte[4096];
        long start = System.nanoTime();
        try {
            long total = 0;
            int count;
            do {
                count = request.getInputStream().read(some);
                total += count;
            } while (count >= 0 && total <= LONGEST && System.nanoTime() - start < patience.toNanos());
        } catch (IOException | IllegalStateException e) {
            // The caller has gone, or a servlet reads it as text or asynchronously: there is nobody to answer, or
            // nothing left to do.
            return;
        }
    }
}
