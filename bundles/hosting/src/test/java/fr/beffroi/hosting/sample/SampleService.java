package fr.beffroi.hosting.sample;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.TenantContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A hosted service as small as can be. What it does is told by the file {@code behave} in its files folder. */
public final class SampleService extends HttpServlet implements HostedService {
    private static final long serialVersionUID = 1L;

    private final transient TenantContext context;
    private final transient MeterHandle visits;

    public SampleService(TenantContext context) {
        if (behaviour(context).equals("throw")) {
            throw new IllegalStateException("told to throw");
        }
        this.context = context;
        this.visits = context.meter("visits");
    }

    /** Names its commune and its parameters, at {@code /count} after it has recorded a visit; whoever sends something stays inside until all of it is sent. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/count".equals(request.getPathInfo())) {
            visits.record("visit", BigDecimal.ONE, Instant.parse("2026-10-01T08:00:00Z"));
        }
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(context.commune().name() + " " + context.parameters());
        response.flushBuffer();
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void check() throws IOException, InterruptedException {
        switch (behaviour(context)) {
            case "sick" -> throw new IOException("told to be sick");
            case "hang" -> Thread.currentThread().join();
            case "brief" -> {
                // It records nothing.
            }
            default ->
                visits.record("check", BigDecimal.ONE, Instant.parse("2026-10-01T08:00:00Z"), Optional.of("house"))
                        .toCompletableFuture()
                        .join();
        }
    }

    @Override
    public void export(Path folder) throws IOException {
        Files.writeString(folder.resolve("README.txt"), context.commune().name());
    }

    private static String behaviour(TenantContext context) {
        try {
            Path file = context.files().resolve("behave");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
