package fr.beffroi.tenancy.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords as they are kept: PBKDF2 with HMAC-SHA512 (RFC 8018), written as OpenLDAP's module pw-pbkdf2 reads it, so that one hash
 * serves the tables, the embedded directory and an OpenLDAP: {@code {PBKDF2-SHA512}210000$salt$hash}, salt and hash in base64 with
 * {@code .} for {@code +} and without padding.
 */
final class PasswordHash {
    static final String SCHEME = "{PBKDF2-SHA512}";

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;
    private static final Pattern FORM =
            Pattern.compile(Pattern.quote(SCHEME) + "([1-9]\\d{0,8})\\$([A-Za-z0-9./]+)\\$([A-Za-z0-9./]+)");
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    /** Hashes a password with a salt of its own. Slow on purpose. */
    static String of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] hash = derive(password, salt, iterations, HASH_BYTES);
        return SCHEME + iterations + "$" + encode(salt) + "$" + encode(hash);
    }

    /** A hash that no password has, to compare with where there is nobody. Quick. */
    static String ofNothing(int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        RANDOM.nextBytes(salt);
        RANDOM.nextBytes(hash);
        return SCHEME + iterations + "$" + encode(salt) + "$" + encode(hash);
    }

    /** Whether the password is the one that was hashed; false for anything that isn't such a hash. Slow on purpose. */
    static boolean matches(String password, String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            return false;
        }
        try {
            byte[] salt = decode(form.group(2));
            byte[] expected = decode(form.group(3));
            byte[] actual = derive(password, salt, Integer.parseInt(form.group(1)), expected.length);
            return MessageDigest.isEqual(expected, actual);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks PBKDF2WithHmacSHA512, which every Java since 8 has.", e);
        } finally {
            key.clearPassword();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes).replace('+', '.');
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text.replace('.', '+').getBytes(StandardCharsets.US_ASCII));
    }
}
