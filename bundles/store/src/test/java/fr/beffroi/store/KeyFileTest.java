package fr.beffroi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key is made once, for its owner's eyes, and can be replaced. */
class KeyFileTest {
    @TempDir
    Path data;

    private KeyFile key() {
        return KeyFile.in(data, "some.key", "Remove it.");
    }

    @Test
    void itIsMadeOnceAndOnlyItsOwnerReadsIt() throws Exception {
        String secret = key().secret("actes");

        assertEquals(secret, key().secret("actes"));
        assertNotEquals(secret, key().secret("agenda"));
        assertTrue(secret.matches("[A-Za-z0-9_-]{43}"), "as much as the digest gives");
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(data.resolve("some.key")));
        try (var files = Files.list(data)) {
            assertEquals(
                    List.of("some.key"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void aKeyThatIsRemovedGivesOtherSecrets() throws Exception {
        String secret = key().secret("actes");
        Files.delete(data.resolve("some.key"));

        assertNotEquals(secret, key().secret("actes"));
    }

    @Test
    void halfAKeyIsNone() throws Exception {
        Files.write(data.resolve("some.key"), new byte[16]);

        String sentence = assertThrows(IllegalStateException.class, this::key).getMessage();

        assertTrue(sentence.contains("Remove it"), sentence);
    }
}
