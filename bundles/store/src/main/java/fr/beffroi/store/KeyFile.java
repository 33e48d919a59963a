package fr.beffroi.store;

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
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that secrets are derived from, in a file of the data folder that only its owner can read. A secret is stored nowhere: whoever
 * gets hold of the data store alone can't log in.
 */
public final class KeyFile {
    /** 256 bits, as much as the digest gives (RFC 2104, section 3). */
    private static final int BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private final byte[] key;

    /** @param key 32 random bytes */
    public KeyFile(byte[] key) {
        this.key = key.clone();
    }

    /**
     * The key in that file, made when there is none yet.
     *
     * @param name such as {@code binding.key}
     * @param remedy a sentence: what to do about a file that is no key
     * @throws Refusal {@link Reason#STORAGE_FULL} when the file can't be read or written
     */
    public static KeyFile in(Path data, String name, String remedy) {
        Path file = data.resolve(name).toAbsolutePath();
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new IllegalStateException("The file " + file + " is no key: it has " + key.length
                        + " bytes instead of " + BYTES + ". " + remedy);
            }
            return new KeyFile(key);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The file " + file + " can't be read or written ("
                            + e.getClass().getSimpleName()
                            + "). Check that the data folder belongs to the user who runs Beffroi and that the disk isn't full.",
                    e);
        }
    }

    /** Never there with other eyes able to read it, never there half written. */
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(
                fresh, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly)) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        // Its name too is on the disk before any secret is derived from it.
        try (var folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The secret that belongs to a name: 43 characters of letters, digits, {@code -} and {@code _}. */
    public String secret(String name) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + MAC, impossible);
        }
    }
}
