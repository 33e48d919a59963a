package fr.beffroi.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The limit for instances: the house's own framework and Declarative Services, in a JVM with the house's own options, with the bundle of
 * the service so many times. No walls, no router, no journal; each instance has a folder and an SQLite file of its own.
 */
final class BareContainer {
    private static final Duration START = Duration.ofMinutes(10);
    private static final String FRAMEWORK = "org.apache.felix.framework";

    /** In the order in which they start. */
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "jakarta.servlet-api",
            "org.apache.felix.scr");

    private BareContainer() {}

    /**
     * What a start came to.
     *
     * @param ready from the start of the process until the last instance had passed its check
     * @param cpu processor time of all that
     * @param micros that each instance took, in their order
     */
    record Started(Duration ready, Duration cpu, List<Long> micros, Footprint footprint) {}

    /**
     * Starts it as a process of its own with so many instances, waits until they work, and ends it.
     *
     * @param folder of its instances; those that stood there before are opened again
     * @param memory an option of the JVM
     */
    static Started start(Workshop workshop, Path folder, int instances, String memory) throws Exception {
        Files.deleteIfExists(folder.resolve(BareInstances.TIMES));
        Path distribution = workshop.root().resolve("features/distribution/target/assembly");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xms64m",
                memory,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + jar(distribution.resolve("system"), FRAMEWORK),
                BareInstances.class.getName(),
                folder.toString(),
                Integer.toString(instances),
                jar(distribution.resolve("services"), "fr.beffroi.service." + InstancesBench.SERVICE)
                        .toString()));
        for (String bundle : BUNDLES) {
            command.add(jar(distribution.resolve("system"), bundle).toString());
        }
        long begun = System.nanoTime();
        Child process = workshop.keep(Child.start("", "KILL", folder, folder.resolve("log"), Map.of(), command));
        workshop.await(instances + " instances work in the bare container", START, Duration.ofMillis(20), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The bare container ended:\n" + process.log());
            }
            return Files.exists(folder.resolve(BareInstances.TIMES));
        });
        Duration ready = Duration.ofNanos(System.nanoTime() - begun);
        Duration cpu = process.cpu();
        List<Long> micros = Files.readAllLines(folder.resolve(BareInstances.TIMES)).stream()
                .map(Long::valueOf)
                .toList();
        Footprint footprint = Footprint.of(process);
        workshop.end(process);
        return new Started(ready, cpu, micros, footprint);
    }

    private static Path jar(Path folder, String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.getFileName().toString().matches(name.replace(".", "\\.") + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The distribution has no " + name + "."));
        }
    }
}
