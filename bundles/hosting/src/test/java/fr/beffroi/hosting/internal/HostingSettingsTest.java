package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HostingSettingsTest {
    /** The two folders depend on the installation, so the file names them by variables. */
    private static final Set<String> FOLDERS = Set.of("services.folder", "data.folder");

    @Test
    void theFileAndTheInterfaceAgree() throws Exception {
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/cfg", HostingSettings.PID + ".cfg"))) {
            file.load(in);
        }
        Method[] settings = HostingSettings.class.getDeclaredMethods();
        assertEquals(
                Arrays.stream(settings).map(HostingSettingsTest::key).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(file.stringPropertyNames()));
        for (Method setting : settings) {
            if (!FOLDERS.contains(key(setting))) {
                assertEquals(setting.getDefaultValue().toString(), file.getProperty(key(setting)), key(setting));
            }
        }
    }

    /** As Declarative Services map names of methods to names of properties (Compendium 8, 112.8.2.1). */
    private static String key(Method setting) {
        return setting.getName().replace('_', '.');
    }
}
