package fr.beffroi.launcher;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * A name and a password, as HTTP Basic (RFC 7617) sends them.
 *
 * @param name what is typed as user: {@code ops}, or {@code uid@insee} for a person of a commune
 * @param password never printed by {@link #toString()}
 * @param advice a sentence that says what to do when the password isn't accepted; may be empty
 */
public record Login(String name, String password, String advice) {
    public Login {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(advice, "advice");
    }

    /** A log-in with nothing more to say. */
    public Login(String name, String password) {
        this(name, password, "");
    }

    String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return name;
    }
}
