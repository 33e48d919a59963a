package fr.beffroi.metering.internal;

import fr.beffroi.api.ReadingIntake.Receipt;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The room's one Camel context while it runs: deliveries are sent along its routes, and entrances open theirs beside them. */
final class RunningRoutes implements Entrances {
    private final CamelContext context = new DefaultCamelContext(false);
    private final ProducerTemplate sender;
    private final Endpoint one;
    private final Endpoint several;

    /** @param builders the routes that run from the start, {@link IntakeRoutes} among them */
    RunningRoutes(RouteBuilder... builders) throws Exception {
        context.getCamelContextExtension().setName("metering");
        // Camel finds its own parts through this loader; the thread's would be whoever happened to start us.
        context.setApplicationContextClassLoader(DefaultCamelContext.class.getClassLoader());
        context.disableJMX();
        try {
            for (RouteBuilder builder : builders) {
                context.addRoutes(builder);
            }
            context.start();
        } catch (Exception e) {
            context.stop();
            throw e;
        }
        this.sender = context.createProducerTemplate();
        this.one = context.getEndpoint(IntakeRoutes.READINGS);
        this.several = context.getEndpoint(IntakeRoutes.READINGS_OF_SEVERAL);
    }

    /** @throws RuntimeException what a step of the route threw, as it was thrown */
    List<Receipt> bring(Delivery delivery) {
        return receipts(one, delivery);
    }

    /** The same for several, of which one that is forbidden refuses itself only. */
    List<Receipt> bring(List<Delivery> deliveries) {
        return receipts(several, deliveries);
    }

    @SuppressWarnings("unchecked")
    private List<Receipt> receipts(Endpoint route, Object brought) {
        try {
            return sender.requestBody(route, brought, List.class);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void open(RouteBuilder builder) {
        try {
            context.addRoutes(builder);
        } catch (Exception e) {
            throw new IllegalStateException("an entrance of the intake does not open", e);
        }
    }

    @Override
    public void close(String route) {
        try {
            context.getRouteController().stopRoute(route);
            context.removeRoute(route);
        } catch (Exception e) {
            throw new IllegalStateException("an entrance of the intake does not close", e);
        }
    }

    void stop() {
        context.stop();
    }
}
