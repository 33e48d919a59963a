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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the passwords are derived from by which instances log in to the directory: a key in the file {@code directory.key} of the data
 * folder, which only its owner can read. A password is stored nowhere and told to nobody. When the file is lost or replaced, the
 * entries get their new passwords as they are opened again at the next start, so it needs no backup.
 */
final class InstanceKey {
    /** 256 bits, as much as the digest gives (RFC 2104, section 3). */
    private static final int BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private final byte[] key;

    /** @param key 32 random bytes */
    InstanceKey(byte[] key) {
        this.key = key.clone();
    }

    /**
     * The key of that data folder, made when there is none yet.
     *
     * @throws Refusal {@link Reason#STORAGE_FULL} when the file can't be read or written
     */
    static InstanceKey in(Path data) {
        Path file = data.resolve("directory.key");
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != BYTES) {
                throw new IllegalStateException("The file " + file.toAbsolutePath() + " is no key: it has " + key.length
                        + " bytes instead of " + BYTES + ". Remove it; a new one is made at the next start.");
            }
            return new InstanceKey(key);
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
        Path fresh = file.resolveSibling("directory.key.new");
        Files.deleteIfExists(fresh);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(
                fresh, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly)) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The password of an entry: 43 characters of letters, digits, {@code -} and {@code _}. */
    String password(String entry) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(entry.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + MAC, impossible);
        }
    }
}
