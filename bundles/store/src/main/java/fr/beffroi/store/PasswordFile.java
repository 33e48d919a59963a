package fr.beffroi.store;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A password that the house is given in a file of its own, which only the house's user reads. Whatever is in the environment of the
 * process any code in it can read.
 */
public final class PasswordFile {
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final int LONGEST = 4096;

    private PasswordFile() {}

    /**
     * The password that the settings mean.
     *
     * @param name of the variable that gives it, such as {@code BEFFROI_DB_PASSWORD}; with {@code _FILE} behind it, of the one that
     *     names the file
     * @param given the password; empty when a file has it, or when there is none
     * @param file its only line is the password; empty when there is no file
     * @return empty when the settings give none
     * @throws Refusal {@link Reason#UNAVAILABLE} when both are given, or the file is missing, empty, no single line of text, or open to
     *     others than its owner; the sentence never has the password
     */
    public static String passwordOf(String name, String given, String file) {
        if (file.isBlank()) {
            return given;
        }
        String what = "The file " + file + " (" + name + "_FILE) ";
        if (!given.isEmpty()) {
            throw unavailable(name + " and " + name + "_FILE both give the password: leave out " + name + ".", null);
        }
        try {
            Path path = Path.of(file);
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OF_OTHERS::contains)) {
                throw unavailable(what + "is open to others than its owner: chmod 600 " + file + ".", null);
            }
            if (Files.size(path) > LONGEST) {
                throw unavailable(what + "is too long for a password: one line is expected.", null);
            }
            return onlyLine(what, Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw unavailable(what + "is missing: write the password into it, on one line.", e);
        } catch (IOException e) {
            throw unavailable(
                    what + "can't be read (" + e.getClass().getSimpleName()
                            + "): it has to belong to the user who runs Beffroi.",
                    e);
        }
    }

    private static String onlyLine(String what, String text) {
        String password = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        if (password.isBlank()) {
            throw unavailable(what + "is empty: write the password into it, on one line.", null);
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw unavailable(what + "has more than one line of text: the password alone is expected.", null);
        }
        return password;
    }

    private static Refusal unavailable(String sentence, Exception cause) {
        return new Refusal(Reason.UNAVAILABLE, sentence, cause);
    }
}
