package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Refusal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void cellsMayBeQuoted() {
        assertEquals(List.of("a", "b;c", "say \"hi\"", ""), Csv.cells("a;\"b;c\";\"say \"\"hi\"\"\";", ';'));
        assertEquals(List.of("a", "b;c", "d\"e"), Csv.cells("a,b;c,d\"e", ','));
        assertEquals(List.of("", ""), Csv.cells("\"\";", ';'));
        assertEquals(List.of(""), Csv.cells("", ';'));
    }

    @Test
    void quotesThatDoNotFitAreRefused() {
        for (String line : List.of("\"", "a;\"b", "\"a\"b;c", "\"a\" ;b", "a;\"\"\"")) {
            assertThrows(Refusal.class, () -> Csv.cells(line, ';'), line);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Random random = new Random(7);
        String alphabet = "ab;\",é ";
        for (int round = 0; round < 1_000; round++) {
            String[] cells = new String[1 + random.nextInt(5)];
            for (int i = 0; i < cells.length; i++) {
                StringBuilder cell = new StringBuilder();
                for (int length = random.nextInt(6); length > 0; length--) {
                    cell.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                cells[i] = cell.toString();
            }
            String line = Csv.line(cells);
            assertEquals(List.of(cells), Csv.cells(line.substring(0, line.length() - 2), ';'), line);
        }
    }
}
