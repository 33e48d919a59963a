package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TenancySettingsTest {
    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\$\\{env:[A-Z_]+:-(.*)}");

    @Test
    void theFileAndTheTypeNameTheSameKeysAndDefaults() throws Exception {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/cfg", TenancySettings.PID + ".cfg"))) {
            file.load(reader);
        }
        Map<String, String> inFile = new TreeMap<>();
        file.forEach((key, value) -> {
            Matcher environment = FROM_ENVIRONMENT.matcher(value.toString());
            inFile.put(key.toString(), environment.matches() ? environment.group(1) : value.toString());
        });
        Map<String, String> inType = new TreeMap<>();
        for (Method method : TenancySettings.class.getDeclaredMethods()) {
            inType.put(
                    method.getName().replace('_', '.'), method.getDefaultValue().toString());
        }

        assertEquals(inType, inFile);
    }
}
