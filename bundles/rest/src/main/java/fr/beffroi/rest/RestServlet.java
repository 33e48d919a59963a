package fr.beffroi.rest;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Rollouts;
import fr.beffroi.costs.Statements;
import fr.beffroi.metering.Metering;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.apache.cxf.jaxrs.impl.RuntimeDelegateImpl;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The door of the automation API, behind the log-in filter. */
@Component(
        service = Servlet.class,
        configurationPid = "fr.beffroi.rest",
        property = HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_INIT_PARAM_PREFIX + RestServlet.NO_LIST + "=true")
@HttpWhiteboardServletName("rest")
@HttpWhiteboardServletPattern("/api/v1/*")
@Designate(ocd = Settings.class)
public final class RestServlet extends CXFNonSpringServlet {
    private static final long serialVersionUID = 1L;

    /** Init parameter: CXF would show a page of its endpoints at {@code /api/v1/services}. */
    static final String NO_LIST = "hide-service-list-page";

    private final transient List<Object> resources;
    private final transient ReadingsDoor readings;

    /** @param demonstration null unless the house runs as a demonstration */
    @Activate
    public RestServlet(
            @Reference Communes communes,
            @Reference Platforms platforms,
            @Reference Broker broker,
            @Reference Bindings bindings,
            @Reference Rollouts rollouts,
            @Reference Inspection inspection,
            @Reference Archives archives,
            @Reference Declarations declarations,
            @Reference ReadingIntake intake,
            @Reference Metering metering,
            @Reference Statements statements,
            @Reference Clock clock,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    DemonstrationClock demonstration,
            Settings settings) {
        readings = new ReadingsDoor(intake, new Bodies(settings.readingsBytes()));
        resources = List.of(
                new TenantsResource(communes, broker),
                new ArchivesResource(archives),
                new StatementsResource(statements),
                new OfferingsResource(broker),
                new SubscriptionsResource(broker, bindings, clock),
                new RolloutsResource(rollouts, broker),
                new ResiduesResource(broker, bindings, clock),
                new InspectionResource(inspection),
                new PlatformsResource(platforms),
                new UsageResource(metering),
                new GapsResource(metering),
                new ReadingsResource(metering),
                new QuarantineResource(metering),
                new PeriodsResource(statements, metering),
                new DeclarationResource(declarations),
                new ClockResource(clock, Optional.ofNullable(demonstration)),
                new OpenApiResource());
    }

    /** For the test that compares them with the OpenAPI document. */
    List<Object> resources() {
        return resources;
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (request instanceof HttpServletRequest asked
                && response instanceof HttpServletResponse answer
                && asked.getMethod().equals("POST")
                && ReadingsDoor.isAt(asked.getPathInfo())) {
            readings.post(asked, answer);
        } else {
            super.service(request, response);
        }
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
            server.setServiceBeans(resources);
            server.setProviders(List.of(new JacksonJsonProvider(Json.MAPPER), new Problems()));
            server.create();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
