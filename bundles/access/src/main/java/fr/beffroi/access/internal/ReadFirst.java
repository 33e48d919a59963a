package fr.beffroi.access.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * A response that refuses a request only when all of the request has been read. The web server closes a connection on which something
 * is still to come; when it comes, the other side is told that the connection is broken and throws the answer away that it may not have
 * read yet (RFC 9112, 9.6): a platform would see a broken network instead of what it did wrong.
 *
 * <p>A service's thread never waits for that: it would hold one of the few places of its instance. What a service closes while the
 * request may still be coming is closed, and what it refuses at a told length is sent off, when its thread has left the instance.
 */
final class ReadFirst extends HttpServletResponseWrapper {
    private static final String LENGTH = "Content-Length";

    private final HttpServletRequest request;
    private final boolean hosted;
    private final Leftovers leftovers;
    /** What a service writes to, of the web server. */
    private Closeable content;
    /** Whether servlets are at it. */
    private boolean inside;
    /** Whether a service closed it, and it is held back. */
    private boolean ended;

    private boolean tried;
    private boolean closed;

    /** @param hosted whether a service answers, which may say how it went before it reads what it was sent */
    ReadFirst(HttpServletRequest request, HttpServletResponse response, boolean hosted, Leftovers leftovers) {
        super(response);
        this.request = request;
        this.hosted = hosted;
        this.leftovers = leftovers;
    }

    /** What is the house's own has read all it wants by then, and closes its answer, after which it would be too late. */
    @Override
    public void setStatus(int status) {
        if (ended) {
            return;
        }
        if (status >= SC_BAD_REQUEST && !hosted) {
            readRest();
        }
        super.setStatus(status);
    }

    /** Whoever knows how long its answer is has read all it wants; the web server sends it off with its last byte. */
    @Override
    public void setContentLength(int length) {
        settled();
        if (!isHeldBack()) {
            super.setContentLength(length);
        }
    }

    @Override
    public void setContentLengthLong(long length) {
        settled();
        if (!isHeldBack()) {
            super.setContentLengthLong(length);
        }
    }

    /** A service closes its answer when it likes, and the web server closes it with the last byte of a length that was told. */
    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream bytes = super.getOutputStream();
        content = bytes;
        return hosted ? new ServiceBytes(bytes, this) : bytes;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter text = super.getWriter();
        content = text;
        return hosted ? new ServiceText(text, this) : text;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (mayWrite()) {
            super.flushBuffer();
        }
    }

    @Override
    public boolean isCommitted() {
        return ended || super.isCommitted();
    }

    @Override
    public void reset() {
        requireOpen();
        super.reset();
    }

    @Override
    public void resetBuffer() {
        requireOpen();
        super.resetBuffer();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("The answer has been closed.");
        }
    }

    /** To be asked before anything is written. @return whether the answer is still open */
    boolean mayWrite() {
        if (isHeldBack() && containsHeader(LENGTH)) {
            super.setHeader(LENGTH, null);
        }
        return !ended;
    }

    /** To be asked before the answer is closed. @return whether it is to be closed now, and not by {@link #done} */
    boolean mayClose() {
        ended = isHeldBack();
        closed = !ended;
        return closed;
    }

    /** All of the answer is written, and it is on its way as far as may be. */
    void end() throws IOException {
        if (isHeldBack()) {
            ended = true;
        } else {
            flushBuffer();
        }
    }

    /** Whether a service refuses it whose caller may still be sending. */
    private boolean isHeldBack() {
        return inside && hosted && getStatus() >= SC_BAD_REQUEST && Leftovers.isPossible(request);
    }

    private void settled() {
        if (getStatus() >= SC_BAD_REQUEST) {
            readRest();
        }
    }

    /** Servlets may answer from now on. */
    void begin() {
        inside = true;
    }

    /** Once a servlet is done: when it refused, and its answer isn't on its way to its end already. */
    void done() throws IOException {
        inside = false;
        if (!request.isAsyncStarted()) {
            settled();
            if (ended) {
                content.close();
            }
        }
    }

    /** To be called when nobody else reads the request any more; a second time does nothing. */
    void readRest() {
        boolean later = inside && hosted;
        if (!tried && !later && !isOver() && !waitsToSend()) {
            tried = leftovers.read(request);
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
}
