package fr.beffroi.service.probe;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The framework as a bundle reaches it that may not import its packages: through its own class loader, by reflection. Catalogued
 * services don't do that.
 */
final class Framework {
    private Framework() {}

    /** The bundle of a class, as the framework's own object. */
    static Object bundleOf(Class<?> type) throws ReflectiveOperationException {
        return call(type.getClassLoader(), "getBundle");
    }

    /** Calls a method by its name and the number of its arguments, found on a public interface, so that no class has to be public. */
    static Object call(Object target, String name, Object... arguments) throws ReflectiveOperationException {
        if (target == null) {
            throw new NoSuchMethodException(name + " of nothing");
        }
        Deque<Class<?>> types = new ArrayDeque<>();
        types.add(target.getClass());
        while (!types.isEmpty()) {
            Class<?> type = types.remove();
            if (type.isInterface()) {
                for (Method method : type.getMethods()) {
                    if (method.getName().equals(name) && fits(method, arguments)) {
                        return invoke(target, method, arguments);
                    }
                }
            }
            types.addAll(Arrays.asList(type.getInterfaces()));
            if (type.getSuperclass() != null) {
                types.add(type.getSuperclass());
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    private static boolean fits(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] == null ? types[i].isPrimitive() : !accepts(types[i], arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean accepts(Class<?> type, Object argument) {
        return type.isInstance(argument) || (type == long.class && argument instanceof Long);
    }

    private static Object invoke(Object target, Method method, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            // What the framework says is what the report shows.
            throw new ReflectiveOperationException(e.getCause().toString(), e.getCause());
        }
    }
}
