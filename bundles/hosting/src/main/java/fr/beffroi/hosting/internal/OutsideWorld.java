package fr.beffroi.hosting.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.Outside;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks servers outside, each request on a connection of its own. A name is looked up once, and what is connected to is what was looked at:
 * so a name that leads to the house's own network leads nowhere, also when it does so only the second time. That is why the JDK's client,
 * which looks names up by itself, isn't used.
 */
final class OutsideWorld {
    private final ScheduledExecutorService timer;
    private final Names names;
    private final Predicate<InetAddress> allowed;
    private final Duration longest;
    private final SSLSocketFactory encryption;

    /** Where names lead, as {@link InetAddress#getAllByName}. */
    interface Names {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /**
     * @param timer ends what takes too long
     * @param allowed which addresses may be connected to
     * @param longest from the beginning of a request to the end of its answer
     */
    OutsideWorld(ScheduledExecutorService timer, Names names, Predicate<InetAddress> allowed, Duration longest) {
        this(timer, names, allowed, longest, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param encryption knows whose certificates are trusted */
    OutsideWorld(
            ScheduledExecutorService timer,
            Names names,
            Predicate<InetAddress> allowed,
            Duration longest,
            SSLSocketFactory encryption) {
        this.encryption = encryption;
        this.timer = timer;
        this.names = names;
        this.allowed = allowed;
        this.longest = longest;
    }

    static int usualPort(URI address) {
        return address.getScheme().equals("https") ? 443 : 80;
    }

    static int port(URI address) {
        return address.getPort() < 0 ? usualPort(address) : address.getPort();
    }

    /**
     * Sends a request, whose form was looked at before.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} when the name leads to an address that isn't allowed
     * @throws IOException when there is no answer, or it isn't one
     */
    Outside.Answer ask(Outside.Request request) throws IOException {
        String host = request.address().getHost();
        long begun = System.nanoTime();
        InetAddress address = lookUp(host);
        // At least one: zero would be for ever.
        long left = Math.max(1, longest.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        AtomicBoolean late = new AtomicBoolean();
        try (Socket socket = new Socket()) {
            Future<?> end = timer.schedule(
                    () -> {
                        late.set(true);
                        socket.close();
                        return null;
                    },
                    left,
                    TimeUnit.MILLISECONDS);
            try {
                socket.setSoTimeout((int) left);
                socket.connect(new InetSocketAddress(address, port(request.address())), (int) left);
                return exchange(request, socket);
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            String why = late.get() ? "did not answer within " + longest.toSeconds() + " s" : e.getMessage();
            throw new IOException("The server " + host + " outside: " + why, e);
        }
    }

    /** One that isn't allowed among several is reason enough: which of them would be taken is up to who answers for the name. */
    private InetAddress lookUp(String host) throws IOException {
        InetAddress[] found = inTime(host);
        for (InetAddress address : found) {
            if (!allowed.test(address)) {
                throw new Refusal(
                        Reason.FORBIDDEN,
                        "The name " + host + " leads to an address that isn't public: nothing is asked there.");
            }
        }
        return found[0];
    }

    /** On a thread of its own: nothing ends a look-up but the system's own patience, and whoever asks waits no longer than for an answer. */
    private InetAddress[] inTime(String host) throws IOException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> names.lookUp(host));
        Thread thread = new Thread(task, "beffroi-hosting-name");
        thread.setDaemon(true);
        // Or it would count among the instance's own.
        thread.setContextClassLoader(null);
        thread.start();
        try {
            return task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The server " + host + " outside: its name was not found within " + longest.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IOException(
                    "The server " + host + " outside: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the name " + host + " was looked up");
        }
    }

    private Outside.Answer exchange(Outside.Request request, Socket plain) throws IOException {
        if (request.address().getScheme().equals("http")) {
            return speak(request, plain);
        }
        String host = request.address().getHost();
        try (SSLSocket socket = (SSLSocket) encryption.createSocket(plain, host, port(request.address()), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            // Without it any certificate would do, whoever's it is.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return speak(request, socket);
        }
    }

    private static Outside.Answer speak(Outside.Request request, Socket socket) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        out.write(head(request).getBytes(StandardCharsets.ISO_8859_1));
        out.write(request.body());
        out.flush();
        return new AnswerReader(socket.getInputStream(), Outside.MOST_RECEIVED).read(request.method());
    }

    private static String head(Outside.Request request) {
        // Written in ASCII: a path may have letters that no request line has.
        URI address = URI.create(request.address().toASCIIString());
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        String port = port(address) == usualPort(address) ? "" : ":" + port(address);
        StringBuilder head = new StringBuilder(request.method() + " " + path + query + " HTTP/1.1\r\n");
        head.append("Host: ").append(address.getHost()).append(port).append("\r\nConnection: close\r\n");
        if (request.body().length > 0 || request.method().startsWith("P")) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }
}
