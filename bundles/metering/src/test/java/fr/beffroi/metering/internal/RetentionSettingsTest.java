package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetentionSettingsTest {

    @Test
    void theFileSaysWhatTheCodeKnows() throws Exception {
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/cfg/fr.beffroi.metering.retention.cfg"))) {
            file.load(in);
        }
        Map<String, String> written = new TreeMap<>();
        file.forEach((key, value) -> written.put((String) key, (String) value));
        Map<String, String> known = new TreeMap<>();
        for (Method setting : RetentionSettings.class.getDeclaredMethods()) {
            known.put(setting.getName(), String.valueOf(setting.getDefaultValue()));
        }
        known.put("folder", known.get("folder").replaceFirst("^data/", "\\${env:BEFFROI_DATA:-data}/"));
        assertEquals(known, written);
    }

    @Test
    void nonsenseIsRefusedAtTheStart() {
        assertThrows(IllegalArgumentException.class, () -> new ArchiveFolder(Path.of("nowhere"), -1));
    }
}
