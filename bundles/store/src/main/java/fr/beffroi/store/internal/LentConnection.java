package fr.beffroi.store.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Struct;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that goes back to its owner, once, when the borrower closes it, and is of no use to the borrower afterwards, nor is
 * anything made from it. What was left uncommitted is rolled back first.
 *
 * <p>The borrower never holds an object of the driver, whose own methods lead around what the owner allows: statements, results and
 * all else from {@code java.sql} are lent too, as their interface and nothing more.
 */
final class LentConnection {
    /** What {@code getObject} may answer that leads back to the connection. */
    private static final List<Class<?>> LEADING_BACK = List.of(
            ResultSet.class, Array.class, Blob.class, Clob.class, Ref.class, RowId.class, SQLXML.class, Struct.class);

    /** Takes a connection back. */
    interface Return {
        void accept(Connection returned) throws SQLException;
    }

    /** What a borrower may ask. */
    interface Rules {
        /** What the data store's own rights forbid is enough. */
        Rules NONE = sql -> {};

        /** @throws SQLException when this is not for borrowers */
        void check(String sql) throws SQLException;

        /** What the borrower is told of a failure of the driver's. */
        default SQLException told(SQLException failure) {
            return failure;
        }

        /**
         * @param seconds how long a statement is to be given; 0 for no limit of its own
         * @throws SQLException when this is not for borrowers
         */
        default void checkQueryTimeout(int seconds) throws SQLException {}
    }

    private final Connection connection;
    private final Rules rules;
    private final Return giveBack;
    private final AtomicBoolean returned = new AtomicBoolean();
    private final Connection lent;

    LentConnection(Connection connection, Rules rules, Return giveBack) {
        this.connection = connection;
        this.rules = rules;
        this.giveBack = giveBack;
        this.lent = (Connection) lent(Connection.class, connection, null);
    }

    Connection asConnection() {
        return lent;
    }

    /** Makes it useless to the borrower; false when it was given back before. What becomes of the connection is the caller's affair. */
    boolean callIn() {
        return returned.compareAndSet(false, true);
    }

    private void giveBack() throws SQLException {
        if (!callIn()) {
            return;
        }
        try {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        } finally {
            giveBack.accept(connection);
        }
    }

    private Object lent(Class<?> type, Object real, Object from) {
        return Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(), new Class<?>[] {type}, new Lent(real, from));
    }

    /** One object of the driver in the hands of the borrower. */
    private final class Lent implements InvocationHandler {
        private final Object real;
        private final Object from;

        /** @param from what it was asked of, as the borrower holds it; null for the connection itself */
        Lent(Object real, Object from) {
            this.real = real;
            this.from = from;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                case "toString" -> {
                    return "lent " + real;
                }
                case "unwrap" -> throw new SQLException("What is lent hides nothing that could be had.", "0A000");
                case "isWrapperFor" -> {
                    return false;
                }
                default -> {
                    return real == connection
                            ? ofTheConnection(proxy, method, arguments)
                            : ofAPart(proxy, method, arguments);
                }
            }
        }

        private Object ofTheConnection(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "close", "abort" -> {
                    giveBack();
                    yield null;
                }
                case "isClosed" -> returned.get() || connection.isClosed();
                case "isValid" -> !returned.get() && connection.isValid((int) arguments[0]);
                default -> passedOn(proxy, method, arguments);
            };
        }

        private Object ofAPart(Object proxy, Method method, Object[] arguments) throws Throwable {
            boolean asksNothing = method.getParameterCount() == 0;
            return switch (method.getName()) {
                case "close" -> returned.get() ? null : passedOn(proxy, method, arguments);
                case "isClosed" -> returned.get() || (boolean) passedOn(proxy, method, arguments);
                case "getConnection" -> lent;
                // Null where no statement of the borrower's made it.
                case "getStatement" -> from instanceof Statement ? from : null;
                // Null: the address may tell what concerns the house alone.
                case "getURL" -> asksNothing ? null : passedOn(proxy, method, arguments);
                default -> passedOn(proxy, method, arguments);
            };
        }

        private Object passedOn(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (returned.get()) {
                throw new SQLException("This connection was given back; ask the data source for another.", "08003");
            }
            check(method, arguments);
            try {
                return handedOut(method.getReturnType(), method.invoke(real, taken(arguments)), proxy);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof SQLException failure ? rules.told(failure) : e.getCause();
            }
        }

        /** Whatever is text may be SQL, or become part of it; except values, which follow the number or the name of their place. */
        private void check(Method method, Object[] arguments) throws SQLException {
            if (method.getName().equals("setQueryTimeout")) {
                rules.checkQueryTimeout((int) arguments[0]);
            }
            if (arguments != null && arguments.length > 0 && !(arguments[0] instanceof Integer)) {
                for (Object argument : arguments) {
                    if (argument instanceof String text) {
                        rules.check(text);
                    }
                }
            }
        }

        /** By the declared type, not by that of the object: to SQLite's driver one object is a result and what is known of it. */
        private Object handedOut(Class<?> declared, Object value, Object proxy) {
            if (value == null) {
                return null;
            }
            if (isOfJdbc(declared)) {
                return lent(declared, value, proxy);
            }
            return LEADING_BACK.stream()
                    .filter(type -> declared == Object.class && type.isInstance(value))
                    .findFirst()
                    .map(type -> lent(type, value, proxy))
                    .orElse(value);
        }

        private Object[] taken(Object[] arguments) {
            if (arguments == null) {
                return null;
            }
            Object[] taken = arguments.clone();
            for (int i = 0; i < taken.length; i++) {
                if (taken[i] != null
                        && Proxy.isProxyClass(taken[i].getClass())
                        && Proxy.getInvocationHandler(taken[i]) instanceof Lent part) {
                    taken[i] = part.real;
                }
            }
            return taken;
        }
    }

    private static boolean isOfJdbc(Class<?> type) {
        return type.isInterface() && type.getPackageName().equals("java.sql");
    }
}
