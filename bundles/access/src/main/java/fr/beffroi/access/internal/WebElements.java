package fr.beffroi.access.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.dto.FilterDTO;
import org.osgi.service.servlet.runtime.dto.ServletContextDTO;
import org.osgi.service.servlet.runtime.dto.ServletDTO;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.util.tracker.ServiceTracker;

/** The servlets and filters on the whiteboard (OSGi Compendium, 140). */
final class WebElements implements WebServer {
    private final BundleContext context;
    private final ServiceTracker<HttpServiceRuntime, HttpServiceRuntime> runtime;

    WebElements(BundleContext context) {
        this.context = context;
        this.runtime = new ServiceTracker<>(context, HttpServiceRuntime.class, null);
        runtime.open();
    }

    void close() {
        runtime.close();
    }

    @Override
    public Object incarnation() {
        return runtime.getService();
    }

    @Override
    public Set<String> registered() {
        Set<String> names = new TreeSet<>();
        names.addAll(names(Servlet.class, HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME));
        names.addAll(names(Filter.class, HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_NAME));
        return names;
    }

    private <S> Set<String> names(Class<S> type, String property) {
        try {
            Set<String> names = new TreeSet<>();
            for (ServiceReference<S> one : context.getServiceReferences(type, "(" + property + "=*)")) {
                names.add(String.valueOf(one.getProperty(property)));
            }
            return names;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filter is a constant", e);
        }
    }

    @Override
    public Set<String> served() {
        Set<String> names = new TreeSet<>();
        HttpServiceRuntime now = runtime.getService();
        if (now != null) {
            for (ServletContextDTO context : now.getRuntimeDTO().servletContextDTOs) {
                for (ServletDTO servlet : context.servletDTOs) {
                    names.add(servlet.name);
                }
                for (FilterDTO filter : context.filterDTOs) {
                    names.add(filter.name);
                }
            }
        }
        return names;
    }
}
