package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void linesMayEndAsOnWindowsAndTheLastOneNotAtAll() throws Exception {
        assertEquals(List.of("1 a", "2 b", "5 é"), read("\uFEFFa\r\nb\n\r\n  \né", StandardCharsets.UTF_8));
        assertEquals(List.of(), read("", StandardCharsets.UTF_8));
        assertEquals(List.of(), read("\uFEFF\n", StandardCharsets.UTF_8));
    }

    @Test
    void aLineInAnotherEncodingIsToldAndTheOthersAreRead() throws Exception {
        List<String> lines = read("a\nété\nb", StandardCharsets.ISO_8859_1);
        assertEquals(List.of("1 a", "3 b"), List.of(lines.get(0), lines.get(2)));
        assertTrue(lines.get(1).contains("UTF-8"), lines.get(1));
    }

    @Test
    void aLineWithoutEndIsNotKept() throws Exception {
        String longest = "x".repeat(Lines.MOST);
        List<String> lines = read(longest + "\n" + longest + "y\nb", StandardCharsets.UTF_8);
        assertEquals(List.of("1 " + longest, "3 b"), List.of(lines.get(0), lines.get(2)));
        assertTrue(lines.get(1).contains("longer than 65536 bytes"), lines.get(1));
    }

    private static List<String> read(String text, Charset charset) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Lines in = new Lines(new ByteArrayInputStream(text.getBytes(charset)))) {
            for (Optional<Lines.Line> next = in.next(); next.isPresent(); next = in.next()) {
                Lines.Line line = next.get();
                lines.add(line.number() + " " + line.objection().orElse(line.text()));
            }
        }
        return lines;
    }
}
