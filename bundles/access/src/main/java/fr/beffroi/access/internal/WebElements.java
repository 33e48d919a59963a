package fr.beffroi.access.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.Collection;
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

/** The servlets and filters that the house registered (OSGi Compendium, 140, "Servlet Whiteboard"), and those of them that are served. */
final class WebElements {
    private final BundleContext context;
    private final ServiceTracker<HttpServiceRuntime, HttpServiceRuntime> webServer;

    WebElements(BundleContext context) {
        this.context = context;
        this.webServer = new ServiceTracker<>(context, HttpServiceRuntime.class, null);
        webServer.open();
    }

    void close() {
        webServer.close();
    }

    /** Names of those that are registered and not served; "the web server" when that itself isn't there. */
    Set<String> missing() {
        HttpServiceRuntime runtime = webServer.getService();
        if (runtime == null) {
            return Set.of("the web server");
        }
        Set<String> missing = new TreeSet<>();
        missing.addAll(names(Servlet.class, HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME));
        missing.addAll(names(Filter.class, HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_NAME));
        for (ServletContextDTO served : runtime.getRuntimeDTO().servletContextDTOs) {
            for (ServletDTO servlet : served.servletDTOs) {
                missing.remove(servlet.name);
            }
            for (FilterDTO filter : served.filterDTOs) {
                missing.remove(filter.name);
            }
        }
        return missing;
    }

    private <S> Set<String> names(Class<S> type, String property) {
        try {
            Collection<ServiceReference<S>> registered = context.getServiceReferences(type, "(" + property + "=*)");
            Set<String> names = new TreeSet<>();
            registered.forEach(one -> names.add((String) one.getProperty(property)));
            return names;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The filter is a constant", e);
        }
    }
}
