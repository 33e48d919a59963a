package fr.beffroi.broker;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the secrets of credentials are derived from: a key in a file of its own, outside the data store, that only its owner can read.
 * A secret is stored nowhere; whoever gets hold of the data store alone can't log in.
 */
final class BindingKey {
    /** 256 bits, as much as the digest gives (RFC 2104, section 3). */
    private static final int BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private final byte[] key;

    private BindingKey(byte[] key) {
        this.key = key;
    }

    /**
     * The key of that data folder, made when there is none yet.
     *
     * @throws Refusal {@link Reason#STORAGE_FULL} when the file can't be read or written
     */
    static BindingKey in(Path data) {
        Path file = data.resolve("binding.key");
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new IllegalStateException("The file " + file.toAbsolutePath() + " is no key: it has " + key.length
                        + " bytes instead of " + BYTES + ". Put the one from the backup there.");
            }
            return new BindingKey(key);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The file " + file.toAbsolutePath() + " can't be read or written ("
                            + e.getClass().getSimpleName()
                            + "). Check that the data folder belongs to the user who runs Beffroi and that the disk isn't full.",
                    e);
        }
    }

    /** Never there with other eyes able to read it, never there half written. */
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = file.resolveSibling("binding.key.new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(
                fresh, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly)) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        // Its name too is on the disk before any secret is derived from it.
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The secret of a credential: 43 characters of letters, digits, {@code -} and {@code _}. */
    String secret(String credential) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(credential.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + MAC, impossible);
        }
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
