package fr.beffroi.hosting.internal;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/**
 * The servlet context and configuration that an instance is initialised with: its own address and attributes, and nothing of the
 * house's context, which all instances would share. What it doesn't answer throws {@link UnsupportedOperationException}.
 */
final class InstanceServletContext implements InvocationHandler {
    private final Address address;
    private final Logger log;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    private InstanceServletContext(Address address) {
        this.address = address;
        this.log = InstanceLogger.of(address);
    }

    static ServletConfig config(Address address) {
        ServletContext context = (ServletContext) Proxy.newProxyInstance(
                // The servlet API's own loader sees every type that its methods name; this bundle's doesn't.
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                new InstanceServletContext(address));
        return new ServletConfig() {
            @Override
            public String getServletName() {
                return address.toString();
            }

            @Override
            public ServletContext getServletContext() {
                return context;
            }

            @Override
            public String getInitParameter(String name) {
                return null;
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.emptyEnumeration();
            }
        };
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "getContextPath":
                return address.path();
            case "getServletContextName", "toString":
                return address.toString();
            case "getServerInfo":
                return "Beffroi";
            case "getMajorVersion", "getEffectiveMajorVersion":
                return 6;
            case "getMinorVersion", "getEffectiveMinorVersion":
                return 1;
            case "getInitParameter", "getMimeType", "getResource", "getResourceAsStream", "getRealPath":
                return null;
            case "getInitParameterNames":
                return Collections.emptyEnumeration();
            case "getAttribute":
                return attributes.get(arguments[0]);
            case "getAttributeNames":
                return Collections.enumeration(attributes.keySet());
            case "setAttribute":
                return set((String) arguments[0], arguments[1]);
            case "removeAttribute":
                return set((String) arguments[0], null);
            case "log":
                log.info((String) arguments[0], arguments.length > 1 ? arguments[1] : null);
                return null;
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            default:
                throw new UnsupportedOperationException(
                        method.getName() + " is not there for a hosted service: the servlet context is the house's.");
        }
    }

    private Object set(String name, Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
        return null;
    }
}
