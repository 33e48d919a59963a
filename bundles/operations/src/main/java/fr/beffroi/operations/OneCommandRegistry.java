package fr.beffroi.operations;

import java.util.List;
import java.util.concurrent.Callable;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;

/** All that the shell has, and the session of one command, which a command asks for by {@code @Reference}. */
final class OneCommandRegistry implements Registry {
    private final Registry all;
    private final Session session;

    OneCommandRegistry(Registry all, Session session) {
        this.all = all;
        this.session = session;
    }

    @Override
    public List<Command> getCommands() {
        return all.getCommands();
    }

    @Override
    public Command getCommand(String scope, String name) {
        return all.getCommand(scope, name);
    }

    @Override
    public <T> T getService(Class<T> type) {
        return type == Session.class ? type.cast(session) : all.getService(type);
    }

    @Override
    public <T> List<T> getServices(Class<T> type) {
        return all.getServices(type);
    }

    @Override
    public boolean hasService(Class<?> type) {
        return type == Session.class || all.hasService(type);
    }

    @Override
    public <T> void register(Callable<T> factory, Class<T> type) {
        throw new IllegalStateException("One command registers nothing.");
    }

    @Override
    public void register(Object service) {
        throw new IllegalStateException("One command registers nothing.");
    }

    @Override
    public void unregister(Object service) {
        throw new IllegalStateException("One command registers nothing.");
    }
}
