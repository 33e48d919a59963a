package fr.beffroi.access.internal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration.Customizer;
import org.eclipse.jetty.server.Request;
import org.ops4j.pax.web.service.spi.ServerControllerFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers 503 until the web server has all servlets and filters of the house, and then opens until the web server is started anew. Who
 * asks for the house's health comes in as soon as that can be answered: when the data store is away, the rest is registered late.
 *
 * <p>The web server listens before it has them, and takes them one by one. A request that comes in between would miss the log-in
 * filter, or learn from a 404 that an address doesn't exist; and the web server remembers for good which filters and which servlet it
 * found for an address, even when the finding was overtaken by the next servlet.
 */
@Component(service = Customizer.class, immediate = true)
public final class Opening implements Customizer {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private static final Set<String> HEALTH = Set.of("health-live", "health-ready");

    /** Registered when their rooms have started, which may be after the web server has. */
    private static final Set<String> HOUSE = Set.of(
            LogInFilter.NAME, "hosting-router", "osb", "rest", "metrics", "shell", "health-live", "health-ready");

    /** With its log-in filter but without something else a house is better than none, after that time. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final WebServer web;
    private final LongSupplier nanoTime;
    private final Runnable close;

    /** One caller looks, the others needn't wait for what it sees. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile Object open;

    /** Since when the filter is there, or looking fails, in the time of {@link #nanoTime}. */
    private OptionalLong since = OptionalLong.empty();

    /**
     * @param webServer before it is there, Pax Web 11.1.0 fails on a customizer; it begins to listen a while after
     */
    @Activate
    public Opening(BundleContext context, @Reference ServerControllerFactory webServer) {
        WebElements elements = new WebElements(context);
        this.web = elements;
        this.nanoTime = System::nanoTime;
        this.close = elements::close;
    }

    /** @param nanoTime as {@link System#nanoTime} */
    Opening(WebServer web, LongSupplier nanoTime) {
        this.web = web;
        this.nanoTime = nanoTime;
        this.close = () -> {};
    }

    @Deactivate
    void close() {
        close.run();
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        Object now = web.incarnation();
        if (now != null && (now == open || letsIn(request, now))) {
            return request;
        }
        throw new HttpException.RuntimeException(
                HttpStatus.SERVICE_UNAVAILABLE_503, "Beffroi is starting; ask again in a second.");
    }

    private static boolean isHealth(Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        return path != null && path.startsWith("/health/");
    }

    private boolean letsIn(Request request, Object now) {
        if (!looking.tryLock()) {
            return false;
        }
        try {
            boolean isLate = look(now);
            return now == open || isLate && isHealth(request);
        } finally {
            looking.unlock();
        }
    }

    /**
     * Opens when it is time.
     *
     * @return whether rooms are late: their servlets aren't even registered, but the health can be told. When all are registered, a
     *     house that called itself ready here would still be closed to others.
     */
    private boolean look(Object now) {
        Set<String> missing = new TreeSet<>(HOUSE);
        boolean mayCount = true;
        boolean roomsAreLate = false;
        try {
            Set<String> served = web.served();
            Set<String> registered = web.registered();
            missing.addAll(registered);
            missing.removeAll(served);
            mayCount = served.contains(LogInFilter.NAME);
            roomsAreLate = served.containsAll(HEALTH) && !registered.containsAll(HOUSE);
        } catch (RuntimeException e) {
            LOG.warn("The web server doesn't say what it serves", e);
        }
        long time = nanoTime.getAsLong();
        since = mayCount ? OptionalLong.of(since.orElse(time)) : OptionalLong.empty();
        boolean isLate = since.isPresent() && time - since.getAsLong() >= LONGEST.toNanos();
        if (missing.isEmpty() || isLate) {
            if (!missing.isEmpty()) {
                LOG.error(
                        "The web server hasn't got {} after {} s; the house opens without",
                        missing,
                        LONGEST.toSeconds());
            }
            open = now;
            since = OptionalLong.empty();
        }
        return roomsAreLate;
    }
}
