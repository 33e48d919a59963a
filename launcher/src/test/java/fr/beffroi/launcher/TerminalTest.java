package fr.beffroi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String SENTENCE =
            "  ✓ 39 états, 25 732,50 € : exactement ce qui était à « répartir », au centime, ligne par ligne.";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void onAScreenASentenceFitsTheWidthAndLosesNothing() {
        for (int width = 20; width < SENTENCE.length() + 2; width++) {
            printed.reset();
            terminal(true, width).sentence(SENTENCE, 4);
            List<String> lines = text().lines().toList();
            int widest = width;
            assertTrue(lines.stream().allMatch(line -> line.length() <= widest), text());
            lines.stream().skip(1).forEach(line -> assertTrue(line.matches(" {4}[^ :€»].*"), text()));
            assertEquals(
                    SENTENCE,
                    "  " + String.join(" ", lines.stream().map(String::strip).toList()));
            assertTrue(text().contains("25 732,50 € :"), text());
        }
    }

    @Test
    void withoutAScreenItStaysOnOneLine() {
        terminal(false, 20).sentence(SENTENCE, 4);
        assertEquals(SENTENCE + System.lineSeparator(), text());
    }

    @Test
    void aWordThatIsTooWideStaysWhole() {
        assertEquals(
                List.of("dans", "  /srv/beffroi/communes", "  ici"),
                Wrapping.of("dans /srv/beffroi/communes ici", 10, 2));
    }

    @Test
    void whatIsDrawnGivesWayToTheNextLineAndIsNothingElsewhere() {
        terminal(false, 80).draw("lecture…");
        assertEquals("", text());
        Terminal screen = terminal(true, 80);
        screen.draw("lecture…");
        screen.line("lu");
        assertEquals("\r\u001b[Klecture…\r\u001b[Klu" + System.lineSeparator(), text());
    }

    private Terminal terminal(boolean screen, int columns) {
        return new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8), screen, columns);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
