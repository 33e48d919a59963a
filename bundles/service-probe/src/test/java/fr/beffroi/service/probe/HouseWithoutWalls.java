package fr.beffroi.service.probe;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Siren;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;

/** A house that hands every instance the same rights: a plain folder, a plain database, every meter. */
final class HouseWithoutWalls {
    private static final String SERVICE = "isolation-probe";

    private final Path data;

    /** Shows everybody to whoever asks, unless the test puts another one there. */
    DirectoryView directory = new DirectoryView() {
        @Override
        public List<Person> people() {
            return List.of(new Person("account/1", "elise", "Élise Garçon", "elise@commune.example", true));
        }

        @Override
        public boolean mayUse(String account) {
            return true;
        }
    };

    HouseWithoutWalls(Path data) {
        this.data = data;
    }

    Path folder(String insee) {
        return data.resolve("tenants").resolve(insee).resolve(SERVICE);
    }

    ProbeService neighbour(DataSource database) {
        return probe("00002", database, Map.of());
    }

    ProbeService intruder(DataSource database, Map<String, Object> settings) {
        return new ProbeService(
                context("00001", database, Map.of(Targets.NEIGHBOUR, "00002", Targets.DATA, data.toString())),
                settings);
    }

    private ProbeService probe(String insee, DataSource database, Map<String, Object> parameters) {
        return new ProbeService(context(insee, database, parameters), Map.of());
    }

    /** What the probe says of each attempt, by {@code wall/attempt}. */
    Map<String, String> export(ProbeService probe) throws IOException {
        Path folder = Files.createTempDirectory(data, "export");
        probe.export(folder);
        Map<String, String> results = new TreeMap<>();
        for (String line : findings(folder)) {
            String[] cells = line.split("\t");
            results.put(cells[0] + "/" + cells[1], cells[2]);
        }
        return results;
    }

    private static List<String> findings(Path folder) throws IOException {
        Path table = folder.resolve(ProbeService.FINDINGS);
        return Files.exists(table) ? Files.readAllLines(table) : new ArrayList<>();
    }

    private TenantContext context(String insee, DataSource database, Map<String, Object> parameters) {
        Path files = folder(insee).resolve("files");
        try {
            Files.createDirectories(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> handedIn = Map.of(
                "commune", new Commune(new Insee(insee), new Siren("000000000"), "Sonde", 0, List.of()),
                "service", SERVICE,
                "parameters", parameters,
                "clock", Clock.fixed(Instant.parse("2026-11-02T08:00:00Z"), ZoneOffset.UTC),
                "dataSource", database,
                "files", files,
                "directory", directory,
                "meter", (MeterHandle) (id, quantity, time, item) -> null);
        // A stand-in, because a probe uses only part of what an instance is handed.
        return (TenantContext) Proxy.newProxyInstance(
                HouseWithoutWalls.class.getClassLoader(),
                new Class<?>[] {TenantContext.class},
                (proxy, method, arguments) ->
                        Objects.requireNonNull(handedIn.get(method.getName()), method + " is not asked here"));
    }
}
