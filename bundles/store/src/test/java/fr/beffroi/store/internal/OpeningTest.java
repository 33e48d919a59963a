package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.testing.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when the data store can't be opened. */
class OpeningTest {
    @TempDir
    Path folder;

    @Test
    void aFileInTheWayOfTheDataFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("data"));
        refused(Reason.STORAGE_FULL, "move it away", () -> SqlStore.sqlite(file.resolve("beffroi.db")));
    }

    @Test
    void aDataFileThatCantBeOpened() throws IOException {
        Path file = Files.createDirectory(folder.resolve("beffroi.db"));
        refused(Reason.STORAGE_FULL, "the right to write this file", () -> SqlStore.sqlite(file));
    }

    @Test
    void aFileThatIsNoDataStore() throws IOException {
        Path file = Files.writeString(folder.resolve("beffroi.db"), "Dear diary, ".repeat(1_000));
        refused(Reason.UNAVAILABLE, "restore it from a backup", () -> SqlStore.sqlite(file));
    }

    @Test
    void aPostgresThatIsntThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        refused(
                Reason.UNAVAILABLE,
                "doesn't answer",
                () -> SqlStore.postgres("jdbc:postgresql://127.0.0.1:" + port + "/beffroi", "beffroi", "secret"));
    }

    @Test
    void aWrongPassword() {
        PostgresServer.Database database = PostgresServer.get().newDatabase();
        Refusal refusal = refused(
                Reason.UNAVAILABLE,
                "refuses the log-in",
                () -> SqlStore.postgres(database.url(), database.user(), "not-the-password"));
        assertTrue(!refusal.getMessage().contains("not-the-password"));
    }

    @Test
    void aDatabaseThatIsntThere() {
        PostgresServer.Database database = PostgresServer.get().newDatabase();
        refused(
                Reason.UNAVAILABLE,
                "there is no database",
                () -> SqlStore.postgres(database.url() + "_gone", database.user(), database.password()));
    }

    @Test
    void anAddressOfSomethingElse() {
        refused(Reason.INVALID, "jdbc:postgresql://", () -> SqlStore.postgres("jdbc:mysql://host/db", "", ""));
    }

    private static Refusal refused(Reason reason, String part, Runnable opening) {
        Refusal refusal = assertThrows(Refusal.class, opening::run);
        assertEquals(reason, refusal.reason());
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        return refusal;
    }
}
