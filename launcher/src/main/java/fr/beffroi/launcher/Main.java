package fr.beffroi.launcher;

import fr.beffroi.launcher.story.Scale;
import fr.beffroi.launcher.story.Story;
import java.io.Console;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The commands of {@code ./beffroi} that speak to a running product. The script checks the machine, starts and stops; this only
 * asks over HTTP. Exit status 0 only on success.
 */
public final class Main {
    private static final Set<String> LEAVING = Set.of("quit", "exit", "q");

    private final Terminal terminal;
    private final Terminal errors;
    private final House house;
    private final Credentials credentials;

    Main(Terminal terminal, Terminal errors, House house, Credentials credentials) {
        this.terminal = terminal;
        this.errors = errors;
        this.house = house;
        this.credentials = credentials;
    }

    /** @param args the command and its arguments */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        House house = new House(URI.create("http://" + environment.getOrDefault("BEFFROI_HTTP_HOST", "127.0.0.1") + ":"
                + environment.getOrDefault("BEFFROI_HTTP_PORT", "8080")));
        Path data = Path.of(environment.getOrDefault("BEFFROI_DATA", "data"));
        System.exit(new Main(Terminal.standard(), Terminal.errors(), house, new Credentials(data, environment))
                .run(List.of(args)));
    }

    int run(List<String> args) {
        String command = args.isEmpty() ? "" : args.get(0);
        List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
        try {
            return switch (command) {
                case "apply" -> apply(rest);
                case "shell" -> shell(rest);
                case "ready" -> ready();
                case "demo" -> demo(rest);
                default -> misuse("Commande inconnue : « " + command + " ».");
            };
        } catch (Disagreement e) {
            terminal.erase();
            errors.line(e.getMessage());
            return 1;
        }
    }

    private int apply(List<String> args) {
        List<String> folders = args.stream().filter(arg -> !arg.startsWith("-")).toList();
        List<String> options = args.stream().filter(arg -> arg.startsWith("-")).toList();
        if (folders.size() != 1 || !(options.isEmpty() || options.equals(List.of("--plan")))) {
            return misuse("Usage : ./beffroi apply DOSSIER [--plan]");
        }
        Apply apply = Apply.read(Path.of(folders.get(0)));
        Login operations = credentials.of("ops");
        List<String> plan = apply.plan(house, operations);
        plan.forEach(change -> terminal.line("  " + change));
        if (plan.isEmpty()) {
            terminal.line("Rien à changer : la maison est conforme aux " + apply.files() + " fichiers.");
        } else if (!options.isEmpty()) {
            terminal.line(plan.size() + " changement(s) prévu(s) ; rien n'a été fait (--plan).");
        } else {
            int changes = apply.apply(house, operations).size();
            terminal.line(changes + " changement(s) appliqué(s).");
        }
        return 0;
    }

    /** Says whether the product can serve, and when it can't, which part of it can't. */
    private int ready() {
        Answer answer = house.get("/health/ready");
        if (answer.status() == 200) {
            return 0;
        }
        errors.line(answer.text().strip());
        return 1;
    }

    private int shell(List<String> words) {
        if (!words.isEmpty()) {
            return shellLine(credentials.of("ops"), String.join(" ", words));
        }
        Console console = System.console();
        if (console == null) {
            return misuse("Usage : ./beffroi shell tenants");
        }
        return converse(() -> console.readLine("beffroi> "));
    }

    /**
     * Answers line after line, until one says that it is enough.
     *
     * @param lines what is typed; null at the end of input
     */
    int converse(Supplier<String> lines) {
        Login operations = credentials.of("ops");
        terminal.line("Une commande par ligne : help les dit toutes, quit quitte.");
        for (String line = lines.get(); line != null; line = lines.get()) {
            String command = line.strip();
            if (LEAVING.contains(command)) {
                return 0;
            }
            if (!command.isEmpty()) {
                answer(operations, command);
            }
        }
        terminal.line(""); // the prompt is still waiting on its line
        return 0;
    }

    private void answer(Login operations, String command) {
        try {
            shellLine(operations, command);
        } catch (Disagreement e) {
            errors.line(e.getMessage());
        }
    }

    private int shellLine(Login operations, String line) {
        String command = line.startsWith("beffroi:") ? line : "beffroi:" + line;
        Answer answer =
                house.post(operations, "/shell", "text/plain; charset=utf-8", command.getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            errors.line(answer.sentence());
            return 1;
        }
        terminal.line(answer.text().stripTrailing());
        return 0;
    }

    private int demo(List<String> args) {
        if (args.size() != 1) {
            return misuse("Usage : demo DOSSIER-DES-COMMUNES");
        }
        Story story = new Story(terminal, house, credentials, Path.of(args.get(0)), Scale.DEMONSTRATION);
        story.play();
        story.showAround();
        return 0;
    }

    private int misuse(String sentence) {
        errors.line(sentence);
        return 2;
    }
}
