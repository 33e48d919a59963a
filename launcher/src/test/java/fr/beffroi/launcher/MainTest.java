package fr.beffroi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String PLAN = "POST /api/v1/declaration?plan=true";
    private static final String APPLY = "POST /api/v1/declaration?plan=false";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path data;

    Path files;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(data.resolve("credentials"), "ops=abc\nauditor=def\nplatform=ghi\n");
        files = Files.createDirectories(data.resolve("tenants/communes")).getParent();
        Files.writeString(files.resolve("communes/30189.yaml"), "insee: \"30189\"\nname: Nîmes\n");
    }

    @Test
    void applyShowsThePlanAndThenMakesTheChanges() throws IOException {
        String changes = "200 {\"changes\":[\"commune 30189 Nîmes: new\"]}";
        try (HouseForTest house = new HouseForTest(Map.of(PLAN, changes, APPLY, changes))) {
            assertEquals(0, run(house.house(), "apply", files.toString()));
            assertEquals(2, house.asked.size());
            assertTrue(house.asked.get(0).startsWith(PLAN), house.asked.get(0));
            assertTrue(house.asked.get(0).contains("communes/30189.yaml"), house.asked.get(0));
            assertTrue(house.asked.get(1).startsWith(APPLY), house.asked.get(1));
        }
        assertTrue(text().contains("commune 30189 Nîmes: new"), text());
        assertTrue(text().contains("1 changement(s) appliqué(s)"), text());
    }

    @Test
    void withPlanNothingIsApplied() throws IOException {
        try (HouseForTest house = new HouseForTest(Map.of(PLAN, "200 {\"changes\":[\"one\",\"two\"]}"))) {
            assertEquals(0, run(house.house(), "apply", files.toString(), "--plan"));
            assertEquals(1, house.asked.size());
        }
        assertTrue(text().contains("rien n'a été fait"), text());
    }

    @Test
    void aMistakeIsToldWithFileAndLineAndNothingIsApplied() throws IOException {
        String mistakes =
                "400 {\"mistakes\":[{\"file\":\"communes/30189.yaml\",\"line\":2,\"sentence\":\"A SIREN is missing.\"}]}";
        try (HouseForTest house = new HouseForTest(Map.of(PLAN, mistakes))) {
            assertEquals(1, run(house.house(), "apply", files.toString()));
            assertEquals(1, house.asked.size());
        }
        assertTrue(text().contains(files.resolve("communes/30189.yaml") + ":2: A SIREN is missing."), text());
    }

    @Test
    void aFileThatIsNotUtf8IsNamedBeforeAnythingIsSent() throws IOException {
        Files.write(files.resolve("communes/30036.yaml"), "name: Générac".getBytes(StandardCharsets.ISO_8859_1));
        try (HouseForTest house = new HouseForTest(Map.of())) {
            assertEquals(1, run(house.house(), "apply", files.toString()));
            assertEquals(List.of(), house.asked);
        }
        assertTrue(text().contains("30036.yaml:1: "), text());
    }

    @Test
    void aRefusalOfTheShellIsAnHonestExitStatus() throws IOException {
        try (HouseForTest house =
                new HouseForTest(Map.of("POST /shell", "400 {\"detail\":\"There is no such command.\"}"))) {
            assertEquals(1, run(house.house(), "shell", "nonsense"));
            assertTrue(house.asked.get(0).endsWith(" beffroi:nonsense"), house.asked.get(0));
        }
        assertTrue(text().contains("There is no such command."), text());
    }

    @Test
    void whenNobodyAnswersTheSentenceSaysWhatToDo() {
        assertEquals(1, run(new House(URI.create("http://127.0.0.1:1")), "ready"));
        assertTrue(text().contains("./beffroi run"), text());
    }

    @Test
    void aPasswordOfTheFileThatIsRefusedSaysWhichVariableToSet() throws IOException {
        try (HouseForTest house = new HouseForTest(Map.of("POST /shell", "401 {\"detail\":\"Who are you?\"}"))) {
            assertEquals(1, run(house.house(), "shell", "tenants"));
            assertTrue(text().contains("Who are you? Le mot de passe de ops n'est plus celui de "
                    + data.resolve("credentials") + " : indiquez BEFFROI_ADMIN_PASSWORD."));
            printed.reset();
            Credentials given = new Credentials(data, Map.of("BEFFROI_ADMIN_PASSWORD", "xyz"));
            assertEquals(1, main(house.house(), given).run(List.of("shell", "tenants")));
            assertEquals("Who are you?", text().strip());
        }
    }

    @Test
    void theShellIsLeftByAWordOrAtTheEndOfInput() throws IOException {
        for (String leaving : List.of("quit", " exit ", "q", "")) {
            printed.reset();
            try (HouseForTest house = new HouseForTest(Map.of("POST /shell", "200 thirty-nine"))) {
                Iterator<String> typed = leaving.isEmpty()
                        ? List.of("", "tenants").iterator()
                        : List.of("", "tenants", leaving, "never asked").iterator();
                int exit = main(house.house(), new Credentials(data, Map.of()))
                        .converse(() -> typed.hasNext() ? typed.next() : null);
                assertEquals(0, exit);
                assertEquals(List.of("POST /shell beffroi:tenants"), house.asked, leaving);
            }
            assertTrue(text().contains("thirty-nine"), text());
        }
    }

    private int run(House house, String... args) {
        return main(house, new Credentials(data, Map.of())).run(List.of(args));
    }

    private Main main(House house, Credentials credentials) {
        Terminal terminal = new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        return new Main(terminal, terminal, house, credentials);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
