package fr.beffroi.operations;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's shell over HTTP: one line of the scope {@code beffroi} a request. Anything that the shell's language would take for more than a
 * command and its words (pipes, closures, variables, other scopes) is refused before the shell sees it.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("shell")
@HttpWhiteboardServletPattern("/shell")
public final class ShellServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ShellServlet.class);
    private static final String SCOPE = "beffroi";
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern LINE = Pattern.compile("beffroi:[a-z-]+( +[A-Za-z0-9._:/=-]+)*");
    private static final Set<String> FLAGS = Set.of("--json", "--repair");
    private static final int MOST_BYTES = 4096;

    private final transient SessionFactory sessions;

    @Activate
    public ShellServlet(@Reference SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Actor caller = Callers.of(request);
        try {
            caller.require(Role.STAFF);
        } catch (Refusal e) {
            Json.problem(response, HttpServletResponse.SC_FORBIDDEN, "Forbidden", e.getMessage());
            return;
        }
        String line = new String(request.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        if (!LINE.matcher(line).matches()) {
            Json.problem(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "Not a command",
                    "One command of the scope beffroi and its words are expected, such as \"beffroi:tenants --json\".");
            return;
        }
        run(caller, line, response);
    }

    private void run(Actor caller, String line, HttpServletResponse response) throws IOException {
        List<String> words = List.of(line.split(" +"));
        String name = words.get(0).substring(SCOPE.length() + 1);
        if (name.equals("help") || words.contains("--help")) {
            text(response, help());
            return;
        }
        Command command = sessions.getRegistry().getCommand(SCOPE, name);
        if (command == null) {
            Json.problem(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "No such command",
                    "There is no command " + words.get(0) + "; beffroi:help lists those there are.");
            return;
        }
        try (Session session = new OneCommandSession(sessions, caller)) {
            text(response, String.valueOf(command.execute(session, optionsFirst(words.subList(1, words.size())))));
        } catch (Exception e) {
            String why = e.getMessage() == null
                    ? e.toString()
                    : COLOUR.matcher(e.getMessage()).replaceAll("").strip();
            LOG.info("Shell command failed: {}: {}", line, why);
            Json.problem(response, 422, "The command failed", why);
        }
    }

    /**
     * Karaf takes options before arguments only, people write them anywhere. Every option but {@link #FLAGS} has a value, which stays
     * beside it.
     */
    private static List<Object> optionsFirst(List<String> words) {
        List<Object> options = new ArrayList<>();
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean option = words.get(i).startsWith("--");
            (option ? options : arguments).add(words.get(i));
            if (option && !FLAGS.contains(words.get(i)) && i + 1 < words.size()) {
                options.add(words.get(++i));
            }
        }
        options.addAll(arguments);
        return options;
    }

    private String help() {
        Listing listing = new Listing("command", "what it does");
        sessions.getRegistry().getCommands().stream()
                .filter(command -> command.getScope().equals(SCOPE))
                .sorted(Comparator.comparing(Command::getName))
                .forEach(command -> listing.row(SCOPE + ":" + command.getName(), command.getDescription()));
        return listing.text(false);
    }

    private static void text(HttpServletResponse response, String text) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(text);
    }
}
