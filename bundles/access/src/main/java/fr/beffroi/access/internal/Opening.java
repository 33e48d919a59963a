package fr.beffroi.access.internal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
 * Answers 503 to everybody until the web server has all servlets and filters that the house registered by then; once open, it stays so.
 *
 * <p>The web server listens before it has them, and takes them one by one. A request that comes in between would miss the log-in
 * filter, or learn from a 404 that an address doesn't exist; and the web server remembers for good which filters and which servlet it
 * found for an address, even when the finding was overtaken by the next servlet.
 */
@Component(service = Customizer.class, immediate = true)
public final class Opening implements Customizer {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** After which a house with something missing is better than none. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Supplier<Set<String>> missing;
    private final LongSupplier nanoTime;
    private final Runnable close;
    private volatile boolean open;

    /** When the first caller came, in the time of {@link #nanoTime}. */
    private OptionalLong knocked = OptionalLong.empty();

    /**
     * @param webServer before it is there, Pax Web 11.1.0 fails on a customizer; it begins to listen a while after
     */
    @Activate
    public Opening(BundleContext context, @Reference ServerControllerFactory webServer) {
        WebElements elements = new WebElements(context);
        this.missing = elements::missing;
        this.nanoTime = System::nanoTime;
        this.close = elements::close;
    }

    /**
     * @param missing names of what the web server hasn't got yet
     * @param nanoTime as {@link System#nanoTime}
     */
    Opening(Supplier<Set<String>> missing, LongSupplier nanoTime) {
        this.missing = missing;
        this.nanoTime = nanoTime;
        this.close = () -> {};
    }

    @Deactivate
    void close() {
        close.run();
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (!open && !opens()) {
            throw new HttpException.RuntimeException(
                    HttpStatus.SERVICE_UNAVAILABLE_503, "Beffroi is starting; ask again in a second.");
        }
        return request;
    }

    private synchronized boolean opens() {
        if (open) {
            return true;
        }
        long now = nanoTime.getAsLong();
        knocked = OptionalLong.of(knocked.orElse(now));
        Set<String> left = missing.get();
        if (!left.isEmpty() && now - knocked.getAsLong() < LONGEST.toNanos()) {
            return false;
        }
        if (!left.isEmpty()) {
            LOG.error(
                    "The web server still hasn't got {} after {} s; the house opens without them",
                    left,
                    LONGEST.toSeconds());
        }
        open = true;
        return true;
    }
}
