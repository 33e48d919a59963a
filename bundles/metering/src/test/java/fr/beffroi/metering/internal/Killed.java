package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Processes that go on until they are killed, wherever they are just then. */
final class Killed {
    private Killed() {}

    /**
     * @param main of a class that prints a line whenever it has come a step further
     * @param lines how many of them are waited for
     */
    static void after(int lines, Class<?> main, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int line = 0; line < lines; line++) {
                assertNotNull(told.readLine(), "it goes on until it is killed");
            }
            process.toHandle().destroyForcibly();
            assertTrue(process.waitFor() != 0, "it was killed, it didn't end by itself");
        }
    }
}
