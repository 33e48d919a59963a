package fr.beffroi.service.actes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.hosting.internal.BundleRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service keeps to the rules for services. */
class BundleTest {
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void nothingInItIsAgainstTheRules(@TempDir Path folder) throws IOException {
        Path bundle = folder.resolve("actes.jar");
        List<Path> files;
        try (Stream<Path> all = Files.walk(CLASSES)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (OutputStream file = Files.newOutputStream(bundle);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Path path : files) {
                out.putNextEntry(new ZipEntry(CLASSES.relativize(path).toString()));
                Files.copy(path, out);
            }
        }

        assertTrue(files.stream().anyMatch(path -> path.endsWith("ActesServlet.class")), files::toString);
        assertEquals(List.of(), new BundleRules("com.sun.*, sun.*, javax.transaction").broken(bundle));
    }
}
