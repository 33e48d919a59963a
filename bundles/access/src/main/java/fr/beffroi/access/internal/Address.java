package fr.beffroi.access.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path of a request as it was sent, looked at before anybody decoded it. Which doors stand open is decided here, so an address
 * that two readers could understand differently ({@code /health/../api}, {@code /health;/../api}, {@code /t%2f..}) is not an address.
 *
 * @param sent the request URI, undecoded, without the query
 */
record Address(String sent) {
    private static final Pattern SLASH = Pattern.compile("[/\\\\]");

    /**
     * Whether more than one meaning can be read from it. Ids of the Open Service Broker API have no restriction (OSB 2.17, "URL
     * properties"), so below {@code /v2/} one part of an address may hold slashes, percent signs and backslashes, encoded: nobody
     * there takes an address apart before it is decoded. Steps to a place above are taken nowhere, in whatever guise.
     */
    boolean isAmbiguous() {
        if (!sent.startsWith("/") || sent.contains("//") || sent.indexOf(';') >= 0 || sent.indexOf('\\') >= 0) {
            return true;
        }
        Optional<String> decoded = decode();
        if (decoded.isEmpty()) {
            return true;
        }
        String path = decoded.get();
        return path.chars().anyMatch(Character::isISOControl)
                || SLASH.splitAsStream(path).anyMatch(part -> part.equals(".") || part.equals(".."))
                || !(sent.startsWith("/v2/") || isPlain(path));
    }

    /** Whether nothing was encoded that would divide the address, or could be decoded once more. */
    private boolean isPlain(String path) {
        return path.indexOf('%') < 0 && path.indexOf('\\') < 0 && slashes(path) == slashes(sent);
    }

    /** Health: for whoever watches over the house, with no need of the directory. */
    boolean isHealth() {
        return sent.startsWith("/health/");
    }

    /** The communes' hosted services: whether a visitor sees anything there, hosting decides. */
    boolean isHosted() {
        return sent.startsWith("/t/");
    }

    /** Where the Open Service Broker API's own form of errors holds. */
    boolean isBroker() {
        return sent.equals("/v2") || sent.startsWith("/v2/");
    }

    private static long slashes(String text) {
        return text.chars().filter(character -> character == '/').count();
    }

    /** Empty when the escapes are broken or don't spell UTF-8. */
    private Optional<String> decode() {
        // Nearly all of them, and every request comes by here.
        if (sent.indexOf('%') < 0) {
            return Optional.of(sent);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(sent.length());
        for (int i = 0; i < sent.length(); i++) {
            char character = sent.charAt(i);
            if (character == '%') {
                int high = i + 2 < sent.length() ? Character.digit(sent.charAt(i + 1), 16) : -1;
                int low = i + 2 < sent.length() ? Character.digit(sent.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            // A fresh decoder reports what is malformed instead of replacing it.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
