package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.DroppedFiles;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FolderFilesTest {

    static DroppedFiles files() {
        DroppedFile refused = new DroppedFile(
                "octobre.csv",
                Lives.NOW,
                DroppedFile.Outcome.REFUSED,
                Map.of(Outcome.ACCEPTED, 12L, Outcome.REFUSED, 1L),
                "");
        return Lives.standIn(DroppedFiles.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "last" -> List.of(refused);
            case "counted" -> Map.of(DroppedFile.Outcome.REFUSED, 3L);
            default -> 2L;
        });
    }

    @Test
    void filesAreCounted() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        FolderFiles.register(files(), registry);
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        ExpositionFormats.init().getPrometheusTextFormatWriter().write(page, registry.scrape());
        String text = page.toString(StandardCharsets.UTF_8);
        for (String line : List.of(
                "beffroi_readings_files_total{outcome=\"refused\"} 3.0",
                "beffroi_readings_files_total{outcome=\"taken\"} 0.0",
                "beffroi_readings_files_total{outcome=\"kept\"} 0.0",
                "beffroi_readings_files_waiting 2.0")) {
            assertTrue(text.contains(line + "\n"), text);
        }
    }
}
