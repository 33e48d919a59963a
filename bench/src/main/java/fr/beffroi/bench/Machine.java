package fr.beffroi.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Where it was measured, in one sentence. */
final class Machine {
    private Machine() {}

    /**
     * The machine and what runs on it.
     *
     * @param versions of the servers that took part
     */
    static String description(Path folder, double loadBefore, List<String> versions) throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(
                Locale.ROOT,
                "%d cores, %.0f GiB, %s, %s on %s, %s %s; %s; load %.1f before, %.1f after; %s",
                system.getAvailableProcessors(),
                system.getTotalMemorySize() / (double) (1 << 30),
                distribution(),
                Files.getFileStore(folder).type(),
                Files.getFileStore(folder).name(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                String.join(", ", versions),
                loadBefore,
                load(),
                LocalDate.now(ZoneOffset.UTC));
    }

    /** How many were waiting for a processor, on average of the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String distribution() throws IOException {
        Path release = Path.of("/etc/os-release");
        if (!Files.isReadable(release)) {
            return System.getProperty("os.name");
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .findFirst()
                .map(line -> line.substring(12).replace("\"", ""))
                .orElse(System.getProperty("os.name"));
    }
}
