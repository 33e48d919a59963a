package fr.beffroi.hosting.testing;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.TenantContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hosted service that does harm, as the file {@code deeds} in its files folder tells it: each line a place and what is done there. It
 * goes on for as long as the line is there, so that a test ends what it began.
 *
 * <p>Places: {@code constructor}, {@code init}, {@code check}, {@code export}, {@code request}, {@code destroy}, {@code deactivate}.
 * Deeds: {@code sleep} until interrupted, {@code hang} whatever interrupts it, {@code loop} without a pause, {@code leak} a thread that
 * doesn't end, {@code burn} the processor in a thread of its own, {@code allocate} 64 MB, {@code litter} memory with garbage until
 * interrupted, {@code retain} 16 MB more, {@code flood} its meter with a thousand readings, {@code fill} its folder with a megabyte more,
 * {@code hoard} a connection more.
 */
public final class EvilService extends HttpServlet implements HostedService {
    private static final long serialVersionUID = 1L;
    private static final int MEGABYTE = 1 << 20;

    /** For as long as the classes of the instance stay. */
    private static final Collection<byte[]> KEPT = new ConcurrentLinkedQueue<>();

    private static final Collection<Connection> CONNECTIONS = new ConcurrentLinkedQueue<>();

    private final transient TenantContext context;
    private final AtomicBoolean burning = new AtomicBoolean();

    public EvilService(TenantContext context) throws Exception {
        this.context = context;
        at("constructor");
    }

    @Override
    public void init() {
        at("init");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        at("request");
        response.getWriter().print("done");
    }

    @Override
    public void check() {
        at("check");
    }

    @Override
    public void export(Path folder) {
        at("export");
    }

    @Override
    public void destroy() {
        at("destroy");
    }

    /** Called by Declarative Services. */
    void deactivate() {
        at("deactivate");
    }

    private void at(String place) {
        try {
            for (String line : deeds()) {
                String[] words = line.split(" ");
                if (words[0].equals(place)) {
                    commit(place, words[1]);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void commit(String place, String deed) throws IOException, SQLException {
        switch (deed) {
            case "sleep" -> {
                try {
                    Thread.currentThread().join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
            case "hang" -> hang(place, deed);
            case "loop" -> loop(place, deed);
            case "leak" -> new Thread(() -> hang(place, deed), "forgotten in " + place).start();
            case "burn" -> {
                if (burning.compareAndSet(false, true)) {
                    new Thread(() -> loop(place, deed), "burning in " + place).start();
                }
            }
            case "allocate" -> megabytes(64).forEach(EvilService::look);
            case "litter" -> {
                while (!Thread.currentThread().isInterrupted() && isTold(place, deed)) {
                    for (int megabyte = 0; megabyte < 64; megabyte++) {
                        look(new byte[MEGABYTE]);
                    }
                }
            }
            case "retain" -> KEPT.addAll(megabytes(16));
            case "flood" -> {
                for (int reading = 0; reading < 1_000; reading++) {
                    context.meter("visits")
                            .record(
                                    UUID.randomUUID().toString(),
                                    BigDecimal.ONE,
                                    context.clock().instant());
                }
            }
            case "fill" -> Files.write(context.files().resolve(UUID.randomUUID().toString()), new byte[MEGABYTE]);
            case "hoard" -> CONNECTIONS.add(context.dataSource().getConnection());
            default -> throw new IllegalStateException("I don't know how to " + deed);
        }
    }

    private static List<byte[]> megabytes(int count) {
        byte[][] all = new byte[count][];
        for (int megabyte = 0; megabyte < count; megabyte++) {
            all[megabyte] = new byte[MEGABYTE];
        }
        return List.of(all);
    }

    /** So that it isn't left out. */
    private static void look(byte[] bytes) {
        if (bytes[bytes.length / 2] != 0) {
            throw new IllegalStateException("New arrays are empty");
        }
    }

    private void hang(String place, String deed) {
        while (isTold(place, deed)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException ignored) {
                // That is what makes it evil.
            }
        }
    }

    private void loop(String place, String deed) {
        long turns = 0;
        // Rarely enough to be a loop without a pause, and often enough to end soon, also where it is last in the line.
        while (++turns % 1_000_000 != 0 || isTold(place, deed)) {
            Thread.onSpinWait();
        }
    }

    private boolean isTold(String place, String deed) {
        try {
            return deeds().contains(place + " " + deed);
        } catch (IOException e) {
            // Interrupted, which it doesn't heed.
            return true;
        }
    }

    private List<String> deeds() throws IOException {
        Path deeds = context.files().resolve("deeds");
        return Files.exists(deeds) ? Files.readAllLines(deeds) : List.of();
    }
}
