package fr.beffroi.hosting.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/**
 * The logger of one instance: each line says whose it is, whatever thread writes it. A thread that an instance started, or that tells it
 * something, bears no mark of its own. Safe for use by many threads.
 *
 * <p>It is named by the address and belongs to this room's bundle: the logging keeps every logger for ever, and each time an instance is
 * opened again its bundle is another one.
 */
final class InstanceLogger implements InvocationHandler {
    private static final String TENANT = "tenant";
    private static final String SERVICE = "service";

    private final Address address;
    private final Logger house;
    private final MDCAdapter marks;

    private InstanceLogger(Address address, Logger house, MDCAdapter marks) {
        this.address = address;
        this.house = house;
        this.marks = marks;
    }

    /** {@code instance.30189.actes}: a level can be set for all of them, for a commune, or for one. */
    static Logger of(Address address) {
        String name = "instance." + address.tenant() + "." + address.service();
        return of(address, LoggerFactory.getLogger(name), MDC.getMDCAdapter());
    }

    /**
     * @param house who writes
     * @param marks of the thread that writes
     */
    static Logger of(Address address, Logger house, MDCAdapter marks) {
        return (Logger) Proxy.newProxyInstance(
                // The logging's own loader sees every type that its methods name; this bundle's doesn't.
                Logger.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                new InstanceLogger(address, house, marks));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String tenant = marks.get(TENANT);
        String service = marks.get(SERVICE);
        mark(TENANT, address.tenant().code());
        mark(SERVICE, address.service());
        try {
            return method.invoke(house, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            mark(TENANT, tenant);
            mark(SERVICE, service);
        }
    }

    private void mark(String key, String value) {
        if (value == null) {
            marks.remove(key);
        } else {
            marks.put(key, value);
        }
    }
}
