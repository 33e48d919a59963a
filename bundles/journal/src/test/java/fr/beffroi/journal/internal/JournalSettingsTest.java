package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
    @Test
    void theFileAndTheTypeHaveTheSameKeysAndDefaults() throws IOException {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/cfg/fr.beffroi.journal.cfg"))) {
            file.load(reader);
        }
        Map<String, String> inFile = new TreeMap<>();
        file.forEach((key, value) -> inFile.put(key.toString(), withoutEnvironment(value.toString())));
        Map<String, String> inType = Arrays.stream(JournalSettings.class.getDeclaredMethods())
                .collect(Collectors.toMap(
                        method -> method.getName().replace('_', '.'),
                        method -> method.getDefaultValue().toString(),
                        (one, other) -> one,
                        TreeMap::new));
        assertEquals(inType, inFile);
    }

    private static String withoutEnvironment(String value) {
        return value.replaceAll("\\$\\{env:[A-Z_]+:-(.*)}", "$1");
    }
}
