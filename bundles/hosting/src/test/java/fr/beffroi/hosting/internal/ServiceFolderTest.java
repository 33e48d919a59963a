package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which bundles of the folder are offered. */
class ServiceFolderTest {
    private static final HostedBundle TINY = new HostedBundle("tiny", "1.0.0");

    @TempDir
    Path folder;

    @Test
    void aBundleThatBreaksTheRulesIsNotOfferedUntilItIsAnother() throws IOException {
        ServiceFolder services = new ServiceFolder(folder, new BundleRules(null), true);
        put("System.getenv();");

        Refusal refusal = assertThrows(Refusal.class, () -> services.find(TINY));
        Path good = put("System.nanoTime(); // and this is longer");

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(
                "The bundle tiny-1.0.0.jar breaks the rules for services: tiny.Service uses java.lang.System.getenv"
                        + " (rule environment: environment and properties hold settings and secrets of the house).",
                refusal.getMessage());
        assertEquals(good, services.find(TINY));
    }

    @Test
    void whereOperationsOnlyWantToBeWarnedItIsHosted() throws IOException {
        ServiceFolder services = new ServiceFolder(folder, new BundleRules(null), false);

        assertEquals(put("System.getenv();"), services.find(TINY));
    }

    @Test
    void theFirstFewAreNamedAndTheRestIsCounted() throws IOException {
        ServiceFolder services = new ServiceFolder(folder, new BundleRules(null), true);
        put("System.getenv(); System.exit(1); System.gc(); System.getProperties(); Thread.getAllStackTraces();"
                + " Class.forName(\"a\"); new java.net.Socket();");

        String said = assertThrows(Refusal.class, () -> services.find(TINY)).getMessage();

        assertEquals("; and 2 more, which the log names.", said.substring(said.lastIndexOf("; and")));
    }

    @Test
    void aSurveyOfWhateverLiesThereThrowsNothing() throws IOException {
        put("System.getenv();");
        Files.writeString(folder.resolve("garbage.jar"), "no jar");

        new ServiceFolder(folder, new BundleRules(null), true).survey();
        new ServiceFolder(folder.resolve("missing"), new BundleRules(null), true).survey();
    }

    private Path put(String statement) throws IOException {
        return Compiled.jar(
                folder.resolve("tiny-1.0.0.jar"),
                Map.of("Bundle-SymbolicName", "tiny", "Bundle-Version", "1.0.0"),
                Compiled.doing(statement + "\n"));
    }
}
