package fr.beffroi.broker;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.KeyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What the secrets of credentials are derived from: the key in the file {@code binding.key} of the data folder. */
final class BindingKey {
    private final KeyFile key;

    private BindingKey(KeyFile key) {
        this.key = key;
    }

    /**
     * The key of that data folder, made when there is none yet.
     *
     * @throws Refusal {@link Reason#STORAGE_FULL} when the file can't be read or written
     */
    static BindingKey in(Path data) {
        return new BindingKey(KeyFile.in(data, "binding.key", "Put the one from the backup there."));
    }

    /** The secret of a credential. */
    String secret(String credential) {
        return key.secret(credential);
    }

    /** What is stored of a secret: SHA-256, in hexadecimal. A secret of 256 random bits needs no slower hash. */
    static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** In a time that doesn't tell how much of it is right. */
    static boolean fits(String secret, String hash) {
        return MessageDigest.isEqual(
                hash(secret).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }
}
