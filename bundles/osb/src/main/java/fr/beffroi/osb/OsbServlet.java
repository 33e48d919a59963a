package fr.beffroi.osb;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.util.List;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.apache.cxf.jaxrs.impl.RuntimeDelegateImpl;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The door of the Open Service Broker API, behind the log-in filter. */
@Component(
        service = Servlet.class,
        configurationPid = "fr.beffroi.osb",
        property = HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_INIT_PARAM_PREFIX + OsbServlet.NO_LIST + "=true")
@Designate(ocd = Settings.class)
@HttpWhiteboardServletName("osb")
@HttpWhiteboardServletPattern("/v2/*")
public final class OsbServlet extends CXFNonSpringServlet {
    private static final long serialVersionUID = 1L;
    private static final String REQUEST_IDENTITY = "X-Broker-API-Request-Identity";

    /** Init parameter: CXF would show a page of its endpoints at {@code /v2/services}. */
    static final String NO_LIST = "hide-service-list-page";

    private final transient Routes routes;

    @Activate
    public OsbServlet(
            @Reference Broker broker, @Reference Bindings bindings, @Reference Communes communes, Settings settings) {
        Dashboards dashboards = new Dashboards(settings.public_url());
        routes = new Routes(
                new Catalog(broker, settings.polling_limit_seconds()),
                new ServiceInstances(broker, communes, dashboards),
                new InstanceUpdates(broker, dashboards),
                new ServiceBindings(broker, bindings, new Credentials.Maker(broker, bindings, dashboards)),
                new LastOperations(broker, bindings, settings));
    }

    @Override
    protected void loadBus(ServletConfig config) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // CXF finds its own parts through the thread's class loader, which in OSGi knows nothing of them.
        thread.setContextClassLoader(CXFNonSpringServlet.class.getClassLoader());
        try {
            super.loadBus(config);
            RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
            JAXRSServerFactoryBean server = new JAXRSServerFactoryBean();
            server.setBus(getBus());
            server.setAddress("/");
            server.setServiceBeans(List.of(routes));
            server.setProviders(List.of(new JacksonJsonProvider(Json.MAPPER), new Gate(), new Answers()));
            server.create();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** OSB 2.17, request identity: what the platform calls its request stands on the answer, whatever the answer is. */
    @Override
    protected void invoke(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        String identity = request.getHeader(REQUEST_IDENTITY);
        if (identity != null) {
            response.setHeader(REQUEST_IDENTITY, identity);
        }
        super.invoke(UnreadableQuery.hidden(request), response);
    }
}
