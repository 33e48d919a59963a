package fr.beffroi.access.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a caller that is refused while it is still sending. */
class ReadFirstTest {
    private static final String CONTENT = "{\"service_id\":\"actes\"}";
    private static final String CLERK = "Authorization: Basic "
            + Base64.getEncoder().encodeToString((KnownPeople.LOGIN + ":" + KnownPeople.PASSWORD).getBytes(UTF_8))
            + "\r\n";

    private Server server;
    private ServerConnector connector;
    private Closing closing;

    /** Refuses everything unread. */
    private static final class Refusing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setStatus(412);
            if (request.getRequestURI().endsWith("/length")) {
                response.setContentLength("no".length());
            }
            response.getWriter().print("no");
        }
    }

    /** Refuses everything unread and sends its answer off itself, in the ways that there are. */
    private static final class Closing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Semaphore left = new Semaphore(0);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                refuse(request.getPathInfo(), response);
            } finally {
                left.release();
            }
        }

        private static void refuse(String way, HttpServletResponse response) throws IOException {
            if (way.endsWith("-length")) {
                response.setContentLength("no".length());
            }
            response.setStatus(412);
            switch (way) {
                case "/writer" -> {
                    try (PrintWriter text = response.getWriter()) {
                        text.print("no");
                    }
                }
                case "/stream" -> {
                    try (OutputStream bytes = response.getOutputStream()) {
                        bytes.write("no".getBytes(US_ASCII));
                    }
                }
                case "/writer-length" -> response.getWriter().print("no");
                case "/stream-length" -> response.getOutputStream().print("no");
                case "/flush" -> {
                    response.getWriter().print("no");
                    response.flushBuffer();
                }
                case "/error" -> {
                    response.sendError(412);
                    response.getOutputStream().flush();
                }
                case "/twice" -> {
                    response.getWriter().close();
                    response.setStatus(200);
                    throw new IllegalStateException("this is a fault that a test made");
                }
                default -> throw new IllegalArgumentException(way);
            }
        }
    }

    /** Says first how it went, and reads only then what it was sent. */
    private static final class Deciding extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setStatus(422);
            byte[] content = request.getInputStream().readAllBytes();
            response.getWriter().print("read " + content.length);
        }
    }

    @BeforeEach
    void start() throws Exception {
        start(Leftovers.PATIENCE);
    }

    private void start(Duration patience) throws Exception {
        server = new Server();
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Refusing()), "/*");
        context.addServlet(new ServletHolder(new Deciding()), "/t/30189/decide/*");
        closing = new Closing();
        context.addServlet(new ServletHolder(closing), "/t/30189/close/*");
        KnownPeople people = new KnownPeople();
        context.addFilter(
                new FilterHolder(new LogInFilter(people.directory(), people.bindings(), new SteppedClock(), patience)),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void whoIsRefusedAtTheDoorKeepsItsConnectionWhenItsContentComesAfterwards() throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < 50; i++) {
                write(socket, put(CONTENT.length(), ""));
                write(socket, CONTENT);
                assertEquals(401, status(socket), "request " + i + " of one connection");
            }
        }
    }

    @Test
    void soDoesWhoIsRefusedByAServlet() throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < 50; i++) {
                write(socket, put(CONTENT.length(), CLERK));
                write(socket, CONTENT);
                assertEquals(412, status(socket), "request " + i + " of one connection");
            }
        }
    }

    @Test
    void soDoesWhoIsRefusedByAService() throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < 50; i++) {
                write(socket, post(i % 2 == 0 ? "/t/30189/actes/" : "/t/30189/actes/length", ""));
                write(socket, CONTENT);
                assertEquals(412, status(socket), "request " + i + " of one connection");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"writer", "stream", "writer-length", "stream-length", "flush", "error"})
    void soDoesWhoIsRefusedByAServiceThatSendsItsAnswerOffItself(String way) throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < 50; i++) {
                write(socket, post("/t/30189/close/" + way, ""));
                write(socket, CONTENT);
                assertEquals(412, status(socket), "request " + i + " of one connection");
            }
        }
    }

    /** It has few places, and would be full of those who say that they are going to send something. */
    @ParameterizedTest
    @ValueSource(strings = {"writer", "stream", "writer-length", "stream-length", "flush", "error"})
    void aServiceThatRefusesDoesNotWaitForWhoStillSends(String way) throws Exception {
        try (Socket socket = open()) {
            write(socket, post("/t/30189/close/" + way, ""));
            assertTrue(closing.left.tryAcquire(10, TimeUnit.SECONDS), "the service waits for what never comes");

            write(socket, CONTENT);
            assertEquals(412, status(socket));
        }
    }

    @Test
    void aServiceThatFailsAfterItsAnswerHasGivenIt() throws IOException {
        try (Socket socket = open()) {
            write(socket, post("/t/30189/close/twice", ""));
            write(socket, CONTENT);

            assertEquals(412, status(socket));
        }
    }

    @Test
    void aServiceMaySayHowItWentBeforeItReadsWhatItWasSent() throws IOException {
        try (Socket socket = open()) {
            write(socket, post("/t/30189/decide/", "Connection: close\r\n"));
            write(socket, CONTENT);

            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 422"), answer);
            assertTrue(answer.endsWith("read " + CONTENT.length()), answer);
        }
    }

    @Test
    void whoSendsDropByDropIsNotWaitedForToTheEnd() throws Exception {
        server.stop();
        start(Duration.ZERO);
        try (Socket socket = open()) {
            socket.setSoTimeout(20_000);
            write(socket, put(CONTENT.length(), "") + CONTENT.charAt(0));

            assertEquals(401, status(socket), "the rest never comes");
        }
    }

    @Test
    void norIsWhoSendsNothing() throws Exception {
        server.stop();
        start(Duration.ofMillis(100));
        try (Socket socket = open()) {
            // Before the web server gives up on the connection.
            socket.setSoTimeout(20_000);
            write(socket, put(CONTENT.length(), ""));

            assertEquals(401, status(socket), "nothing ever comes");
        }
    }

    @Test
    void contentInPiecesOfUnknownLengthIsReadToo() throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < 50; i++) {
                write(socket, "PUT /v2/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
                write(socket, "3\r\nabc\r\n0\r\n\r\n");
                assertEquals(401, status(socket), "request " + i + " of one connection");
            }
        }
    }

    @Test
    void whoWaitsToBeAskedForItsContentIsRefusedWithoutIt() throws IOException {
        try (Socket socket = open()) {
            write(socket, put(CONTENT.length(), "Expect: 100-continue\r\n"));

            assertEquals(401, status(socket));
        }
    }

    @Test
    void nobodyIsReadWhoWouldSendTooMuch() throws IOException {
        try (Socket socket = open()) {
            write(socket, put(Leftovers.LONGEST + 1, ""));

            assertEquals(401, status(socket));
        }
    }

    @Test
    void thoseWhoNeverSendHoldAFewThreadsAndNoMore() throws Exception {
        server.stop();
        start(Duration.ofMinutes(5));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < Leftovers.AT_A_TIME; i++) {
                silent.add(open());
                write(silent.get(i), put(CONTENT.length(), ""));
            }
            // Whoever comes when all of those are waited for isn't; until then it may be one of those itself.
            boolean answered = false;
            for (int i = 0; i < 5 && !answered; i++) {
                silent.add(open());
                write(silent.get(silent.size() - 1), put(CONTENT.length(), ""));
                answered = isAnswered(silent.get(silent.size() - 1));
            }
            assertTrue(answered);
        } finally {
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        try {
            return status(socket) == 401;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String put(long length, String header) {
        return "PUT /v2/service_instances/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n" + header
                + "\r\n";
    }

    private static String post(String address, String header) {
        return "POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + CONTENT.length() + "\r\n"
                + header + "\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Of the next answer, which is read whole. */
    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection was closed after: " + head);
            }
            head.append((char) next);
        }
        String[] length = head.toString().split("(?i)Content-Length: ");
        if (length.length > 1) {
            in.readNBytes(Integer.parseInt(length[1].split("\r\n")[0]));
        } else {
            readPieces(in);
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Content of which nobody said how long it is (RFC 9112, 7.1). */
    private static void readPieces(InputStream in) throws IOException {
        int length;
        do {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The connection was closed after: " + line);
                }
                line.append((char) next);
            }
            length = Integer.parseInt(line.toString().strip(), 16);
            in.readNBytes(length + 2);
        } while (length > 0);
    }
}
