package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.BERNIS;
import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Archives.Archive;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

class JournaledArchivesTest {
    private static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());

    private StoreUnderTest store;
    private House house;

    @BeforeEach
    void anEndedSubscription(StoreUnderTest store) {
        this.store = store;
        house = new House(store, new World());
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.unsubscribe("s-1");
        house.ended("s-1");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @OnBothStores
    void theArchiveHoldsAllOfItAndProvesIt() throws Exception {
        Archive archive = only();
        byte[] zip = content(House.OPS);
        assertEquals(archive.bytes(), zip.length);
        assertEquals(archive.sha256(), sha256(zip));
        assertTrue(archive.file().matches("actes-2026-03-03-[0-9a-f]{8}\\.zip"), () -> "the day in Paris: " + archive);

        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        String manifest = text(files.remove("MANIFEST.sha256"));
        StringBuilder expected = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            expected.append(sha256(file.getValue()))
                    .append("  ")
                    .append(file.getKey())
                    .append('\n');
        }
        assertEquals(expected.toString(), manifest);
        assertTrue(text(files.get("service/actes.csv")).contains("budget"));
        assertTrue(text(files.get("README.txt")).contains("Nîmes (30189)"));
        assertTrue(text(files.get("README.txt")).contains("usage/              Ce que usage conserve."));
        assertTrue(text(files.get("subscription/subscriptions.json")).contains("\"note\""));
        assertTrue(text(files.get("usage/usage.csv")).contains("30189;actes-id"));
        requireDescribed(files);
    }

    /** What the manifest says of each file but itself, with the figures computed anew. */
    private static void requireDescribed(Map<String, byte[]> files) throws Exception {
        JsonNode manifest = new ObjectMapper().readTree(files.get("manifest.json"));
        assertEquals("30189", manifest.path("commune").asText());
        assertEquals(files.size() - 1, manifest.path("files").size());
        for (JsonNode file : manifest.path("files")) {
            byte[] content = files.get(file.path("file").asText());
            assertEquals(content.length, file.path("bytes").asLong());
            assertEquals(sha256(content), file.path("sha256").asText());
            assertFalse(file.path("description").asText().isBlank());
        }
    }

    @OnBothStores
    void theContactReadsTheirsTheAuditorTheListOnly() throws Exception {
        assertEquals(1, house.archives.of(contact(NIMES), NIMES).size());
        assertTrue(content(contact(NIMES)).length > 0);
        assertEquals(1, house.archives.of(AUDITOR, NIMES).size());
        refused(Reason.FORBIDDEN, () -> content(AUDITOR));
        refused(Reason.FORBIDDEN, () -> house.archives.of(contact(BERNIS), NIMES));
        refused(Reason.FORBIDDEN, () -> content(contact(BERNIS)));
        refused(Reason.UNAUTHENTICATED, () -> house.archives.of(Actor.visitor(), NIMES));
    }

    @OnBothStores
    void onlyWhatTheJournalNamesCanBeOpened() throws Exception {
        Files.writeString(store.folder().resolve("archives/30189/secret.zip"), "not in the journal");
        for (String file : new String[] {"secret.zip", "../30189/" + only().file(), "/etc/passwd", ""}) {
            refused(Reason.NOT_FOUND, () -> house.archives.open(House.OPS, NIMES, file));
        }
        refused(Reason.NOT_FOUND, () -> house.archives.open(House.OPS, BERNIS, only().file()));
    }

    @OnBothStores
    void aLostFileIsToldAsSuch() throws Exception {
        Files.delete(store.folder().resolve("archives/30189").resolve(only().file()));
        refused(Reason.UNAVAILABLE, () -> content(House.OPS));
    }

    private Archive only() {
        return house.archives.of(House.OPS, NIMES).get(0);
    }

    private byte[] content(Actor actor) throws Exception {
        try (InputStream in = house.archives.open(actor, NIMES, only().file())) {
            return in.readAllBytes();
        }
    }

    private static Actor contact(Insee tenant) {
        return new Actor("account/contact", Role.CONTACT, Optional.of(tenant));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void refused(Reason reason, Executable action) {
        assertEquals(reason, assertThrows(Refusal.class, action).reason());
    }
}
