package fr.beffroi.operations;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.DroppedFiles;
import fr.beffroi.metering.Metering;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The page that Prometheus scrapes, as OpenMetrics or in the older text format, whichever it asks for. For staff and auditors. There from
 * the start and not from the first scrape on: what ends before it is timed too.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("metrics")
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient PrometheusRegistry registry;
    private final transient ExpositionFormats formats = ExpositionFormats.init();
    private final transient Journal.Attachment following;

    @Activate
    public MetricsServlet(
            @Reference Communes communes,
            @Reference Broker broker,
            @Reference Bindings bindings,
            @Reference Hosting hosting,
            @Reference Metering metering,
            @Reference DroppedFiles files,
            @Reference Journal journal,
            @Reference Clock clock) {
        registry = Metrics.of(communes, broker, bindings, hosting, metering, journal, clock);
        FolderFiles.register(files, registry);
        following = journal.follow("operations", journal.head(), new OperationTimes(broker, registry));
    }

    @Deactivate
    public void stopFollowing() {
        following.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Callers.of(request).require(Role.STAFF, Role.AUDITOR);
        } catch (Refusal e) {
            Json.problem(response, HttpServletResponse.SC_FORBIDDEN, "Forbidden", e.getMessage());
            return;
        }
        ExpositionFormatWriter format = formats.findWriter(request.getHeader("Accept"));
        // Written in memory first: a scrape is whole or it isn't sent.
        ByteArrayOutputStream page = new ByteArrayOutputStream(64 << 10);
        try {
            format.write(page, registry.scrape());
        } catch (Refusal e) {
            Json.problem(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Not available now", e.getMessage());
            return;
        }
        response.setContentType(format.getContentType());
        response.setContentLength(page.size());
        page.writeTo(response.getOutputStream());
    }
}
