package fr.beffroi.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
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

    private final HttpServletRequest request;
    private final Semaphore readers;

    /** @param readers {@link #AT_A_TIME} of them, shared by all requests */
    ReadFirst(HttpServletRequest request, HttpServletResponse response, Semaphore readers) {
        super(response);
        this.request = request;
        this.readers = readers;
    }

    @Override
    public void setStatus(int status) {
        if (status >= SC_BAD_REQUEST && !isCommitted() && !waitsToSend() && readers.tryAcquire()) {
            try {
                read();
            } finally {
                readers.release();
            }
        }
        super.setStatus(status);
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
        try {
            long total = 0;
            int count = 0;
            while (count >= 0 && total <= LONGEST) {
                count = request.getInputStream().read(some);
                total += count;
            }
        } catch (IOException | IllegalStateException e) {
            // The caller has gone, or a servlet reads it as text or asynchronously: there is nobody to answer, or
            // nothing left to do.
            return;
        }
    }
}
