package fr.beffroi.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The log-ins of the intercommunality: from the environment when they are set there, else from the file {@code credentials} that the
 * product wrote at its first start.
 */
public final class Credentials {
    private static final Map<String, String> VARIABLES = Map.of(
            "ops", "BEFFROI_ADMIN_PASSWORD",
            "auditor", "BEFFROI_AUDITOR_PASSWORD",
            "platform", "BEFFROI_PLATFORM_PASSWORD");

    private final Path file;
    private final Map<String, String> environment;

    /**
     * @param data the product's data folder
     * @param environment variables of the process, whose {@code BEFFROI_*_PASSWORD} win over the file
     */
    public Credentials(Path data, Map<String, String> environment) {
        this.file = data.resolve("credentials");
        this.environment = Map.copyOf(environment);
    }

    /** Where the product keeps them. */
    public Path file() {
        return file;
    }

    /**
     * The log-in of one of the three.
     *
     * @param name {@code ops}, {@code auditor} or {@code platform}
     * @throws Disagreement when it is neither in the environment nor in the file, or the file can't be read
     */
    public Login of(String name) {
        String variable = VARIABLES.get(name);
        String password = environment.get(variable);
        if (password != null && !password.isEmpty()) {
            return new Login(name, password);
        }
        password = read().get(name);
        if (password == null || password.isEmpty()) {
            throw new Disagreement("Le mot de passe de « " + name + " » n'est pas dans " + file
                    + ". Indiquez-le dans la variable " + variable + ".");
        }
        return new Login(
                name,
                password,
                "Le mot de passe de " + name + " n'est plus celui de " + file + " : indiquez " + variable + ".");
    }

    /** Each line as it was typed: nothing in a password has a meaning. */
    private Map<String, String> read() {
        try {
            Map<String, String> passwords = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    passwords.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            }
            return passwords;
        } catch (NoSuchFileException e) {
            throw new Disagreement(
                    "Le fichier des mots de passe, " + file
                            + ", n'existe pas : Beffroi a-t-il déjà démarré avec ce dossier"
                            + " de données ? (variable BEFFROI_DATA)",
                    e);
        } catch (IOException e) {
            throw new Disagreement(
                    "Le fichier des mots de passe, " + file
                            + ", ne peut pas être lu : il appartient à qui a démarré Beffroi.",
                    e);
        }
    }
}
