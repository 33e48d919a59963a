package fr.beffroi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {
    private static final String NAME = "BEFFROI_DB_PASSWORD";

    @TempDir
    Path folder;

    @Test
    void theOnlyLineOfTheFileIsThePassword() throws IOException {
        assertEquals("s3 cret", read(file("s3 cret\n", "rw-------")));
        assertEquals("s3 cret", read(file("s3 cret", "r--------")));
    }

    @Test
    void whereNoFileIsNamedItIsTheOneThatWasGiven() {
        assertEquals("s3cret", PasswordFile.passwordOf(NAME, "s3cret", ""));
        assertEquals("", PasswordFile.passwordOf(NAME, "", " "));
    }

    @Test
    void oneThatStaysInTheEnvironmentAsWellIsNoSecret() throws IOException {
        Path file = file("s3cret", "rw-------");
        assertEquals(
                "BEFFROI_DB_PASSWORD and BEFFROI_DB_PASSWORD_FILE both give the password: leave out BEFFROI_DB_PASSWORD.",
                assertThrows(Refusal.class, () -> PasswordFile.passwordOf(NAME, "s3cret", file.toString()))
                        .getMessage());
    }

    @Test
    void whatIsWrongWithTheFileIsSaid() throws IOException {
        assertSaid("is missing: write the password into it, on one line.", folder.resolve("missing"));
        assertSaid("is empty: write the password into it, on one line.", file("\n", "rw-------"));
        assertSaid("has more than one line of text: the password alone is expected.", file("a\nb\n", "rw-------"));
        assertSaid("has more than one line of text: the password alone is expected.", file("a\r\n", "rw-------"));
        assertSaid("is too long for a password: one line is expected.", file("a".repeat(5_000), "rw-------"));
        for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"}) {
            Path file = file("s3cret", open);
            assertSaid("is open to others than its owner: chmod 600 " + file + ".", file);
        }
        Path folderInsteadOfFile = Files.createDirectory(
                folder.resolve("folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertSaid("can't be read (IOException): it has to belong to the user who runs Beffroi.", folderInsteadOfFile);
    }

    private void assertSaid(String end, Path file) {
        Refusal refusal = assertThrows(Refusal.class, () -> read(file));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals("The file " + file + " (BEFFROI_DB_PASSWORD_FILE) " + end, refusal.getMessage());
    }

    private static String read(Path file) {
        return PasswordFile.passwordOf(NAME, "", file.toString());
    }

    private Path file(String content, String permissions) throws IOException {
        Path file = folder.resolve("password");
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
