package fr.beffroi.launcher.story;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;

/** Prints acts as PDF: a page of text, and an annex as a scanner would have made it, so that a file weighs what real ones weigh. */
final class Printer {
    private static final float MARGIN = 64;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private final PDFont plain = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
    private final PDFont bold = new PDType1Font(Standard14Fonts.FontName.TIMES_BOLD);
    private final byte[] scan = scan();

    /** The act as a PDF file. */
    byte[] print(Act act) {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            document.getDocumentInformation().setTitle(act.subject());
            document.getDocumentInformation()
                    .setAuthor("Commune de " + act.commune().name());
            text(document, act);
            annex(document);
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void text(PDDocument document, Act act) throws IOException {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.newLineAtOffset(MARGIN, PDRectangle.A4.getHeight() - MARGIN);
            paragraph(
                    content,
                    bold,
                    14,
                    "Commune de " + act.commune().name() + " (" + act.commune().insee() + ")");
            paragraph(content, plain, 11, act.nature().register());
            paragraph(content, plain, 11, act.nature().dated() + Month.inWords(act.date()));
            paragraph(content, bold, 12, act.nature().title() + " n° " + act.number());
            paragraph(content, bold, 12, act.subject());
            paragraph(content, plain, 11, act.nature().opening());
            for (int i = 0; i < act.articles().size(); i++) {
                paragraph(
                        content,
                        plain,
                        11,
                        "Article " + (i + 1) + ". " + act.articles().get(i));
            }
            paragraph(content, plain, 11, "Pour extrait conforme. " + act.signatory() + ".");
            paragraph(content, plain, 9, "Acte inventé pour la démonstration de Beffroi ; il n’a aucune valeur.");
            content.endText();
        }
    }

    private static void paragraph(PDPageContentStream content, PDFont font, float size, String text)
            throws IOException {
        content.setFont(font, size);
        for (String line : wrapped(font, size, text)) {
            content.showText(line);
            content.newLineAtOffset(0, -size * 1.35f);
        }
        content.newLineAtOffset(0, -size * 0.8f);
    }

    private static List<String> wrapped(PDFont font, float size, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (font.getStringWidth(longer) / 1000 * size > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(word);
            } else {
                line = new StringBuilder(longer);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private void annex(PDDocument document) throws IOException {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.drawImage(
                    JPEGFactory.createFromByteArray(document, scan),
                    MARGIN,
                    MARGIN,
                    WIDTH,
                    PDRectangle.A4.getHeight() - 2 * MARGIN);
        }
    }

    /** Paper as a scanner sees it at 110 dots an inch: nearly white, with grain, and a dark edge. */
    private static byte[] scan() {
        BufferedImage image = new BufferedImage(800, 1130, BufferedImage.TYPE_BYTE_GRAY);
        Random grain = new Random(30189);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int edge = Math.min(Math.min(x, image.getWidth() - x), 40) * 2;
                int grey = 160 + edge - grain.nextInt(20);
                image.getRaster().setSample(x, y, 0, grey);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
