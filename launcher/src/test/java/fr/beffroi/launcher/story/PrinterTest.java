package fr.beffroi.launcher.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.LocalDate;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static final Commune COMMUNE = new Commune("30255", "Saint-Geniès-de-Malgoirès", 3225);

    @Test
    void everyActIsAPdfThatASearchEngineCanRead() throws IOException {
        Printer printer = new Printer();
        for (int rank = 1; rank <= 12; rank++) {
            Act act = Act.of(COMMUNE, rank, LocalDate.of(2026, 10, 1));
            try (PDDocument document = Loader.loadPDF(printer.print(act))) {
                String text = new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
                assertEquals(2, document.getNumberOfPages());
                assertTrue(text.contains(act.subject()), text);
                assertTrue(text.contains(act.number()), text);
                assertTrue(text.contains(COMMUNE.name()), text);
                assertTrue(text.contains(act.nature().dated() + "1er octobre 2026"), text);
                assertTrue(text.contains(act.nature().title() + " n° "), text);
            }
        }
    }

    @Test
    void theSameActIsPrintedWithAScannedAnnexOfARealisticWeight() {
        int bytes = new Printer().print(Act.of(COMMUNE, 1, LocalDate.of(2026, 10, 1))).length;
        assertTrue(bytes > 50_000 && bytes < 1_000_000, bytes + " bytes");
    }
}
