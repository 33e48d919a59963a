package fr.beffroi.operations;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.DroppedFiles;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The files of readings that were dropped into the house's folder, as operations see them. */
final class FolderFiles {
    private FolderFiles() {}

    static void register(DroppedFiles files, PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("beffroi_readings_files_waiting")
                .help("Files that lie in the folder for readings, whatever they are.")
                .callback(gauge -> gauge.call(files.waiting()))
                .register(registry);
        CounterWithCallback.builder()
                .name("beffroi_readings_files_total")
                .help(
                        "Files of readings since the start: taken, refused in part or whole, or kept once more to be tried again.")
                .labelNames("outcome")
                .callback(counter -> {
                    for (DroppedFile.Outcome outcome : DroppedFile.Outcome.values()) {
                        counter.call(files.counted().getOrDefault(outcome, 0L), Metrics.lower(outcome));
                    }
                })
                .register(registry);
    }

    static Listing listed(DroppedFiles files) {
        Listing listing =
                new Listing("file", "at", "outcome", "accepted", "duplicate", "quarantined", "refused", "sentence");
        for (DroppedFile one : files.last()) {
            listing.row(
                    one.name(),
                    one.at(),
                    Metrics.lower(one.outcome()),
                    one.lines(Outcome.ACCEPTED),
                    one.lines(Outcome.DUPLICATE),
                    one.lines(Outcome.QUARANTINED),
                    one.lines(Outcome.REFUSED),
                    one.sentence());
        }
        return listing;
    }
}
