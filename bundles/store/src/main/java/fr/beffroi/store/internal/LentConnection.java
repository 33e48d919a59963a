package fr.beffroi.store.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that goes back to its owner, once, when the borrower closes it, and is of no use to the borrower afterwards. What
 * was left uncommitted is rolled back first.
 */
final class LentConnection implements InvocationHandler {

    /** Takes a connection back. */
    interface Return {
        void accept(Connection returned) throws SQLException;
    }

    private final Connection connection;
    private final Return giveBack;
    private final AtomicBoolean returned = new AtomicBoolean();

    LentConnection(Connection connection, Return giveBack) {
        this.connection = connection;
        this.giveBack = giveBack;
    }

    Connection asConnection() {
        return (Connection)
                Proxy.newProxyInstance(LentConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "close", "abort" -> {
                giveBack();
                return null;
            }
            case "isClosed" -> {
                return returned.get() || connection.isClosed();
            }
            case "isValid" -> {
                return !returned.get() && connection.isValid((int) arguments[0]);
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "lent " + connection;
            }
            default -> {
                if (returned.get()) {
                    throw new SQLException("This connection was given back; ask the data source for another.", "08003");
                }
            }
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void giveBack() throws SQLException {
        if (!returned.compareAndSet(false, true)) {
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
}
