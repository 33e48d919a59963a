package fr.beffroi.itests.checkpoints;

import fr.beffroi.api.Insee;
import fr.beffroi.hosting.Blueprint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Stands before the directory, the tenant databases or hosting: whatever changes something passes the barrier before and after. */
final class WatchedTarget {
    private WatchedTarget() {}

    static <T> T of(Class<T> target, T real, Barrier barrier) {
        return target.cast(Proxy.newProxyInstance(
                target.getClassLoader(), new Class<?>[] {target}, (proxy, method, arguments) -> {
                    if (!changes(method)) {
                        return call(real, method, arguments);
                    }
                    String tenant = tenant(arguments[0]);
                    String call = target.getSimpleName() + "." + method.getName();
                    barrier.before(tenant, call);
                    Object result = call(real, method, arguments);
                    barrier.after(tenant, call);
                    return result;
                }));
    }

    /** In these interfaces whatever returns nothing changes something, and nothing else does. */
    private static boolean changes(Method method) {
        return method.getReturnType() == void.class && method.getParameterCount() > 0;
    }

    private static String tenant(Object first) {
        return first instanceof Blueprint blueprint
                ? blueprint.commune().insee().code()
                : ((Insee) first).code();
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
