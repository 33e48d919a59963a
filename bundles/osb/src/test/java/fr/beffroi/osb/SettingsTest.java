package fr.beffroi.osb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void theFileNamesEveryKeyAndNoOther() throws Exception {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/cfg/fr.beffroi.osb.cfg"))) {
            file.load(reader);
        }
        Set<String> keys = Arrays.stream(Settings.class.getDeclaredMethods())
                .map(Method::getName)
                .map(name -> name.replace('_', '.'))
                .collect(Collectors.toSet());
        assertEquals(keys, file.stringPropertyNames());
    }
}
