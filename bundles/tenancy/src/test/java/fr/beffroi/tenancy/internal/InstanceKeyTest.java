package fr.beffroi.tenancy.internal;

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
class InstanceKeyTest {
    @TempDir
    Path data;

    @Test
    void itIsMadeOnceAndOnlyItsOwnerReadsIt() throws Exception {
        String password = InstanceKey.in(data).password("uid=instance-actes");

        assertEquals(password, InstanceKey.in(data).password("uid=instance-actes"));
        assertNotEquals(password, InstanceKey.in(data).password("uid=instance-agenda"));
        assertTrue(password.matches("[A-Za-z0-9_-]{43}"), "as much as the digest gives");
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(data.resolve("directory.key")));
        try (var files = Files.list(data)) {
            assertEquals(
                    List.of("directory.key"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void aKeyThatIsRemovedGivesOtherPasswords() throws Exception {
        String password = InstanceKey.in(data).password("uid=instance-actes");
        Files.delete(data.resolve("directory.key"));

        assertNotEquals(password, InstanceKey.in(data).password("uid=instance-actes"));
    }

    @Test
    void halfAKeyIsNone() throws Exception {
        Files.write(data.resolve("directory.key"), new byte[16]);

        String sentence = assertThrows(IllegalStateException.class, () -> InstanceKey.in(data))
                .getMessage();

        assertTrue(sentence.contains("Remove it"), sentence);
    }
}
