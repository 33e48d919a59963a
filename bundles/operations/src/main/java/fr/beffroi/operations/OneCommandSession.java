package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Terminal;

/**
 * The session in which one command runs: no terminal, no keyboard, no history, no other command. Karaf's own sessions ask the security manager who the
 * user is, which fails from JDK 24 on; who the user is was settled at the door anyway.
 */
final class OneCommandSession implements Session {
    private static final String CALLER = Actor.class.getName();

    private final SessionFactory factory;
    private final Actor caller;

    OneCommandSession(SessionFactory factory, Actor caller) {
        this.factory = factory;
        this.caller = caller;
    }

    /**
     * Who gave the command.
     *
     * @throws Refusal UNAUTHENTICATED in a session that didn't come through the door
     */
    static Actor caller(Session session) {
        if (session.get(CALLER) instanceof Actor caller) {
            return caller;
        }
        throw new Refusal(Reason.UNAUTHENTICATED, "This stands in the journal: ask by ./beffroi shell, which logs in.");
    }

    @Override
    public Registry getRegistry() {
        return new OneCommandRegistry(factory.getRegistry(), this);
    }

    @Override
    public SessionFactory getFactory() {
        return factory;
    }

    @Override
    public Terminal getTerminal() {
        return null;
    }

    @Override
    public History getHistory() {
        return null;
    }

    @Override
    public Object get(String name) {
        return name.equals(CALLER) ? caller : null;
    }

    @Override
    public InputStream getKeyboard() {
        return InputStream.nullInputStream();
    }

    @Override
    public PrintStream getConsole() {
        return new PrintStream(PrintStream.nullOutputStream());
    }

    @Override
    public String readLine(String prompt, Character mask) {
        return null;
    }

    @Override
    public void put(String name, Object value) {
        throw noSuchThing();
    }

    @Override
    public Object execute(CharSequence commandline) {
        throw noSuchThing();
    }

    @Override
    public String resolveCommand(String name) {
        throw noSuchThing();
    }

    @Override
    public Path currentDir() {
        throw noSuchThing();
    }

    @Override
    public void currentDir(Path path) {
        throw noSuchThing();
    }

    @Override
    public void run() {
        throw noSuchThing();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private static IllegalStateException noSuchThing() {
        return new IllegalStateException("There is nothing but one command here.");
    }
}
