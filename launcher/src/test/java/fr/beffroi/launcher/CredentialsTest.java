package fr.beffroi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    Path data;

    @Test
    void theyComeFromTheFileOfTheDataFolder() throws IOException {
        Files.writeString(data.resolve("credentials"), "# at first start\nops=abc\nauditor=def\nplatform=ghi\n");
        Credentials credentials = new Credentials(data, Map.of());
        assertEquals("ops", credentials.of("ops").name());
        assertEquals("abc", credentials.of("ops").password());
        assertEquals("ghi", credentials.of("platform").password());
    }

    @Test
    void aPasswordIsTakenAsItWasTyped() throws IOException {
        Files.writeString(data.resolve("credentials"), "ops = a\\b#c!d:e=f é\n");
        assertEquals("a\\b#c!d:e=f é", new Credentials(data, Map.of()).of("ops").password());
    }

    @Test
    void theEnvironmentWins() throws IOException {
        Files.writeString(data.resolve("credentials"), "ops=abc\n");
        assertEquals(
                "xyz",
                new Credentials(data, Map.of("BEFFROI_ADMIN_PASSWORD", "xyz"))
                        .of("ops")
                        .password());
    }

    @Test
    void aMissingFileIsNamedInTheSentence() {
        Disagreement thrown = assertThrows(Disagreement.class, () -> new Credentials(data, Map.of()).of("ops"));
        assertTrue(thrown.getMessage().contains(data.resolve("credentials").toString()), thrown.getMessage());
    }

    @Test
    void aPasswordIsNotPrintedByAccident() {
        assertFalse(new Login("ops", "abc").toString().contains("abc"));
    }
}
