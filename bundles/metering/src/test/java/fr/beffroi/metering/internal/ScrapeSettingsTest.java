package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScrapeSettingsTest {

    @Test
    void theFileSaysWhatTheCodeKnows() throws Exception {
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/cfg/fr.beffroi.metering.scrape.cfg"))) {
            file.load(in);
        }
        Map<String, String> written = new TreeMap<>();
        file.forEach((key, value) -> written.put((String) key, (String) value));
        Map<String, String> known = new TreeMap<>();
        for (Method setting : ScrapeSettings.class.getDeclaredMethods()) {
            known.put(setting.getName(), String.valueOf(setting.getDefaultValue()));
        }
        assertEquals(known, written);
    }
}
