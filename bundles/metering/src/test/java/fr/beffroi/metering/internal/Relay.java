package fr.beffroi.metering.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and PostgreSQL. Asked to, it loses the server's answer to the next COMMIT of something that was inserted,
 * and the connection with it: it is done, and the client hears nothing.
 */
final class Relay implements AutoCloseable {
    /** How the server says it in its protocol: the tags of completed commands. */
    private static final String INSERTED = "INSERT 0 ";

    private static final String INSERTING = "INSERT INTO";

    private static final String COMMITTED = "COMMIT\0";

    private final ServerSocket door;
    private final int server;
    private final AtomicBoolean losing = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param server its port on this machine */
    Relay(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(() -> {
            while (true) {
                connect(door.accept());
            }
        });
    }

    int port() {
        return door.getLocalPort();
    }

    void loseTheNextAnswer() {
        losing.set(true);
    }

    /** How many answers were lost. */
    int lost() {
        return lost.get();
    }

    private void connect(Socket client) throws IOException {
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(behind);
        AtomicBoolean inserts = new AtomicBoolean();
        inBackground(() -> {
            try (client;
                    behind) {
                ask(client.getInputStream(), behind.getOutputStream(), inserts);
            }
        });
        inBackground(() -> {
            try (client;
                    behind) {
                answer(behind.getInputStream(), client.getOutputStream(), inserts);
            }
        });
    }

    /** One that inserts in a part of itself is answered as a question: that it inserts is only in its text. */
    private static void ask(InputStream from, OutputStream to, AtomicBoolean inserts) throws IOException {
        byte[] bytes = new byte[65_536];
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
            if (new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains(INSERTING)) {
                inserts.set(true);
            }
            to.write(bytes, 0, count);
        }
    }

    private void answer(InputStream from, OutputStream to, AtomicBoolean inserts) throws IOException {
        byte[] bytes = new byte[65_536];
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
            String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
            if (text.contains(INSERTED)) {
                inserts.set(true);
            }
            if (text.contains(COMMITTED)) {
                if (inserts.get() && losing.compareAndSet(true, false)) {
                    lost.incrementAndGet();
                    return;
                }
                inserts.set(false);
            }
            to.write(bytes, 0, count);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        // One of both ends has gone, so the other goes too.
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket one : open) {
            one.close();
        }
    }
}
