package fr.beffroi.access.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A log-in and a password as HTTP Basic carries them (RFC 7617), in UTF-8 as our challenge asks for.
 *
 * @param login up to the first colon
 * @param password everything after it
 */
record Credentials(String login, String password) {
    private static final String SCHEME = "Basic ";

    /** Reads the value of an {@code Authorization} header; empty when it isn't well-formed HTTP Basic. */
    static Optional<Credentials> read(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = pair.indexOf(':');
            if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            return Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Without the password, which belongs in no log. */
    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
