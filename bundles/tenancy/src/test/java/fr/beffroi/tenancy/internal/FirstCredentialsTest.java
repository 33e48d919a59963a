package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstCredentialsTest {
    private static final Map<String, String> NONE = Map.of("ops", "", "auditor", "", "platform", "");

    @TempDir
    Path folder;

    @Test
    void whatNobodyGaveIsMadeOnce() throws Exception {
        Path data = folder.resolve("not/there/yet");

        Map<String, String> made = FirstCredentials.in(data, NONE);

        assertEquals(3, made.values().stream().distinct().count());
        made.values().forEach(password -> assertTrue(password.length() >= 24));
        assertEquals(made, FirstCredentials.in(data, NONE));
        Path file = data.resolve("credentials");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                List.of("auditor=" + made.get("auditor"), "ops=" + made.get("ops"), "platform=" + made.get("platform")),
                Files.readAllLines(file).subList(1, 4));
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void whatIsGivenGoesBeforeAndIsNotWrittenDown() throws Exception {
        Map<String, String> made = FirstCredentials.in(folder, NONE);
        String given = "donné=par # les: réglages";

        Map<String, String> then = FirstCredentials.in(folder, Map.of("ops", given, "auditor", "", "platform", ""));

        assertEquals(given, then.get("ops"));
        assertEquals(made.get("auditor"), then.get("auditor"));
        assertFalse(Files.readString(folder.resolve("credentials")).contains(given));
    }

    @Test
    void whereEverythingIsGivenThereIsNoFile() {
        FirstCredentials.in(folder, Map.of("ops", "a", "auditor", "b", "platform", "c"));

        assertFalse(Files.exists(folder.resolve("credentials")));
    }

    @Test
    void aLineThatWentMissingIsMadeAnew() throws Exception {
        Map<String, String> made = FirstCredentials.in(folder, NONE);
        Files.writeString(folder.resolve("credentials"), "ops=" + made.get("ops") + "\n");

        Map<String, String> then = FirstCredentials.in(folder, NONE);

        assertEquals(made.get("ops"), then.get("ops"));
        assertFalse(then.get("auditor").isEmpty());
    }

    @Test
    void whatSomebodyWroteThereHoldsAsItWasTypedAlsoWhenTheFileIsWrittenAnew() throws Exception {
        String typed = "a\\b#c!d:e=f é";
        Files.writeString(folder.resolve("credentials"), "# by hand\nops = " + typed + "\n");

        assertEquals(typed, FirstCredentials.in(folder, NONE).get("ops"));
        assertEquals(typed, FirstCredentials.in(folder, NONE).get("ops"), "the others were added to it");
    }

    @Test
    void whatMeansNothingToTheHouseStaysInTheFile() throws Exception {
        Path file = folder.resolve("credentials");
        Files.writeString(file, "# par la mairie, 3 mars\nops: secret\n\nauditor=\nplatform = x\n");

        Map<String, String> made = FirstCredentials.in(folder, NONE);

        assertEquals(
                List.of(
                        "# par la mairie, 3 mars",
                        "ops: secret",
                        "",
                        "platform = x",
                        "auditor=" + made.get("auditor"),
                        "ops=" + made.get("ops")),
                Files.readAllLines(file));
        assertEquals("x", made.get("platform"));
    }

    @Test
    void aFolderThatCantBeWrittenIsSaidSo() throws Exception {
        Path notAFolder = Files.createFile(folder.resolve("file"));

        Refusal refusal = assertThrows(Refusal.class, () -> FirstCredentials.in(notAFolder, NONE));

        assertEquals(Reason.STORAGE_FULL, refusal.reason());
        assertTrue(
                refusal.getMessage().contains(notAFolder.resolve("credentials").toString()), refusal.getMessage());
    }
}
