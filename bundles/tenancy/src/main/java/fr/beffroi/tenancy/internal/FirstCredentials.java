package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            List<String> lines = read(file);
            Map<String, String> kept = new TreeMap<>();
            lines.forEach(line -> login(line)
                    .ifPresent(login -> kept.put(
                            login, line.substring(line.indexOf('=') + 1).strip())));
            Map<String, String> passwords = new TreeMap<>();
            Map<String, String> made = new TreeMap<>();
            for (Map.Entry<String, String> one : given.entrySet()) {
                String login = one.getKey();
                if (!one.getValue().isEmpty()) {
                    passwords.put(login, one.getValue());
                    continue;
                }
                if (kept.getOrDefault(login, "").isEmpty()) {
                    made.put(login, RandomPassword.make());
                }
                passwords.put(login, made.getOrDefault(login, kept.get(login)));
            }
            if (!made.isEmpty()) {
                write(file, lines, made);
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

    private static List<String> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of("# Made by Beffroi at its first start. The settings BEFFROI_*_PASSWORD go before.");
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
            LOG.warn("The file {} is open to others than its owner: chmod 600 {}", file.toAbsolutePath(), file);
        }
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    /** Whose password a line gives, as it was typed, for people write it too: nothing in a password has a meaning. */
    private static Optional<String> login(String line) {
        int equals = line.indexOf('=');
        return equals > 0 && !line.startsWith("#")
                ? Optional.of(line.substring(0, equals).strip())
                : Optional.empty();
    }

    /**
     * Never there with other eyes able to read it, never there half written, and on the disk before anybody logs in.
     *
     * @param lines as they stood; they stay as they are, whatever they mean, but for those that made passwords take the place of
     */
    private static void write(Path file, List<String> lines, Map<String, String> made) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        StringBuilder text = new StringBuilder();
        lines.stream()
                .filter(line -> login(line).filter(made::containsKey).isEmpty())
                .forEach(line -> text.append(line).append('\n'));
        made.forEach((login, password) ->
                text.append(login).append('=').append(password).append('\n'));
        Path fresh = file.resolveSibling("credentials.new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(
                fresh, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var named = FileChannel.open(folder, StandardOpenOption.READ)) {
            named.force(true);
        }
    }
}
