package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords of {@code ops}, {@code auditor} and {@code platform}: as the settings give them, and where they don't, made once and
 * kept in the file {@code credentials} of the data folder, which only its owner can read. What the settings give is not written down.
 */
final class FirstCredentials {
    private static final Logger LOG = LoggerFactory.getLogger(FirstCredentials.class);

    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rw-rw-");

    private FirstCredentials() {}

    /**
     * The password of each log-in.
     *
     * @param given by log-in; empty where one is to be made
     * @throws Refusal {@link Reason#STORAGE_FULL} when the file can't be read or written
     */
    static Map<String, String> in(Path data, Map<String, String> given) {
        Path file = data.resolve("credentials");
        try {
            Map<String, String> kept = read(file);
            Map<String, String> passwords = new TreeMap<>();
            boolean made = false;
            for (Map.Entry<String, String> one : given.entrySet()) {
                String login = one.getKey();
                if (!one.getValue().isEmpty()) {
                    passwords.put(login, one.getValue());
                    continue;
                }
                if (kept.getOrDefault(login, "").isEmpty()) {
                    kept.put(login, RandomPassword.make());
                    made = true;
                }
                passwords.put(login, kept.get(login));
            }
            if (made) {
                write(file, kept);
                LOG.info("The first passwords were made; they stand in {}", file.toAbsolutePath());
            }
            return passwords;
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The file " + file.toAbsolutePath() + " can't be read or written ("
                            + e.getClass().getSimpleName()
                            + "). Check that the data folder belongs to the user who runs Beffroi and that the disk isn't full.",
                    e);
        }
    }

    /** Each line as it was typed, for people write it too: nothing in a password has a meaning. */
    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> kept = new TreeMap<>();
        if (!Files.exists(file)) {
            return kept;
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
            LOG.warn("The file {} is open to others than its owner: chmod 600 {}", file.toAbsolutePath(), file);
        }
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                kept.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return kept;
    }

    /** Never there with other eyes able to read it, never there half written. */
    private static void write(Path file, Map<String, String> passwords) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        StringBuilder text =
                new StringBuilder("# Made by Beffroi at its first start. The settings BEFFROI_*_PASSWORD go before.\n");
        passwords.forEach((login, password) ->
                text.append(login).append('=').append(password).append('\n'));
        Path fresh = file.resolveSibling("credentials.new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                fresh, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly)) {
            channel.write(StandardCharsets.UTF_8.encode(text.toString()));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
