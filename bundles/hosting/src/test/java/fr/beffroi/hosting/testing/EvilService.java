package fr.beffroi.hosting.testing;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.TenantContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A hosted service that does harm, as the file {@code deeds} in its files folder tells it: each line a place and what is done there. It
 * goes on for as long as the line is there, so that a test ends what it began.
 *
 * <p>Places: {@code constructor}, {@code init}, {@code check}, {@code export}, {@code request}, {@code destroy}, {@code deactivate}.
 * Deeds: {@code sleep} until interrupted, {@code hang} whatever interrupts it, {@code loop} without a pause, {@code leak} a thread that
 * doesn't end, {@code allocate} 64 MB.
 */
public final class EvilService extends HttpServlet implements HostedService {
    private static final long serialVersionUID = 1L;

    private final transient TenantContext context;

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
        for (String deed : new String[] {"sleep", "hang", "loop", "leak", "allocate"}) {
            if (isTold(place, deed)) {
                commit(place, deed);
            }
        }
    }

    private void commit(String place, String deed) {
        switch (deed) {
            case "sleep" -> {
                try {
                    Thread.currentThread().join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
            case "leak" -> new Thread(() -> hang(place, deed), "forgotten in " + place).start();
            case "allocate" -> {
                for (int megabyte = 0; megabyte < 64; megabyte++) {
                    if (new byte[1 << 20].length == 0) {
                        throw new IllegalStateException("Not left out, because it is looked at");
                    }
                }
            }
            case "hang" -> hang(place, deed);
            default -> loop(place, deed);
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
        while (++turns % 100_000_000 != 0 || isTold(place, deed)) {
            Thread.onSpinWait();
        }
    }

    private boolean isTold(String place, String deed) {
        try {
            Path deeds = context.files().resolve("deeds");
            return Files.exists(deeds) && Files.readAllLines(deeds).contains(place + " " + deed);
        } catch (IOException e) {
            // Interrupted, or it is being written just now.
            return true;
        }
    }
}
