package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Reader;
import java.lang.annotation.Annotation;
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

    @Test
    void whatIsNoneIsRefusedWithTheNameOfItsFile() {
        assertRefused("timeoutSeconds is a number above 0, not 0", settings(0, 1));
        assertRefused("pageBytes is a number above 0, not -1", settings(1, -1));
    }

    private static void assertRefused(String words, ScrapeSettings settings) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Scraping(null, null, null, null, null, null, settings))
                .getMessage();
        assertEquals("etc/fr.beffroi.metering.scrape.cfg: " + words, message);
    }

    private static ScrapeSettings settings(int timeoutSeconds, int pageBytes) {
        return new ScrapeSettings() {
            @Override
            public int timeoutSeconds() {
                return timeoutSeconds;
            }

            @Override
            public int pageBytes() {
                return pageBytes;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ScrapeSettings.class;
            }
        };
    }
}
