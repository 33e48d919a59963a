package fr.beffroi.operations;

import fr.beffroi.api.Commune;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Siren;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.operations.IsolationReport.Finding;
import fr.beffroi.operations.IsolationReport.Result;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two instances of the probe, for two communes that don't exist (there is no département 00), made as any other instance is: a
 * database, a folder, a bundle inside its walls. In the directory they have no branch and no entry, and so must see nothing there. One leaves a secret, the other one tries to reach it. Their addresses never open.
 */
final class ProbeInstances {
    static final Insee INTRUDER = new Insee("00001");
    static final Insee NEIGHBOUR = new Insee("00002");
    static final String SERVICE = "isolation-probe";

    private static final Offering OFFERING = new Offering(
            SERVICE,
            SERVICE,
            "Sonde d'isolation",
            "Essaie les murs entre communes, puis disparaît.",
            List.of(),
            Optional.of(new HostedBundle("fr.beffroi.service.probe", "1.0.0")),
            false,
            List.of(),
            List.of(),
            List.of(new Plan("isolation-probe-once", "once", "Le temps d'un contrôle.", Map.of())));

    private final Hosting hosting;
    private final TenantDatabases databases;
    private final Directory directory;
    private final Path data;
    private final Path probe;

    /**
     * @param data folder of all state, absolute
     * @param probe the bundle
     */
    ProbeInstances(Hosting hosting, TenantDatabases databases, Directory directory, Path data, Path probe) {
        this.hosting = hosting;
        this.databases = databases;
        this.directory = directory;
        this.data = data;
        this.probe = probe;
    }

    /**
     * Opens both, has the walls tried from the inside, and takes both away again, whatever happens.
     *
     * @throws fr.beffroi.api.Refusal when an instance can't be made or doesn't run
     * @throws IOException when what the probe found can't be read
     */
    List<Finding> tryTheWalls() throws IOException {
        // What a check left behind that was killed half-way.
        removeBoth();
        Path neighbours = Files.createTempDirectory("beffroi-probe");
        Path intruders = Files.createTempDirectory("beffroi-probe");
        try {
            open(NEIGHBOUR, Map.of());
            open(INTRUDER, Map.of("neighbour", NEIGHBOUR.code(), "data", data.toString()));
            hosting.export(NEIGHBOUR, SERVICE, neighbours);
            hosting.export(INTRUDER, SERVICE, intruders);
            List<Finding> findings = new ArrayList<>(read(intruders.resolve("findings.tsv")));
            findings.add(classesAreApart(
                    Files.readString(neighbours.resolve("identity.txt")),
                    Files.readString(intruders.resolve("identity.txt"))));
            return findings;
        } finally {
            removeBoth();
            delete(neighbours);
            delete(intruders);
        }
    }

    private void open(Insee insee, Map<String, Object> parameters) {
        databases.create(insee, SERVICE);
        // Its SIREN is none of a legal person: nine digits are all that is asked of it.
        Commune commune = new Commune(insee, new Siren("000000000"), "Sonde " + insee.code(), 0, List.of());
        hosting.open(new Blueprint(
                commune,
                OFFERING,
                OFFERING.hosted().orElseThrow().version(),
                parameters,
                databases.open(insee, SERVICE),
                directory.view(insee, SERVICE),
                Optional.of(probe)));
    }

    private void removeBoth() {
        for (Insee insee : List.of(INTRUDER, NEIGHBOUR)) {
            hosting.close(insee, SERVICE);
            hosting.dropFiles(insee, SERVICE);
            databases.drop(insee, SERVICE);
        }
    }

    private static List<Finding> read(Path table) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            String[] cells = line.split("\t", 4);
            if (cells.length != 4) {
                throw new IOException("The probe wrote a line that can't be read: " + line);
            }
            findings.add(new Finding(cells[0], cells[1], Result.of(cells[2]), cells[3]));
        }
        if (findings.isEmpty()) {
            throw new IOException("The probe tried nothing.");
        }
        return findings;
    }

    private static Finding classesAreApart(String neighbours, String intruders) {
        return neighbours.equals(intruders)
                ? new Finding(
                        "class-loading",
                        "classes-of-two-instances",
                        Result.BREACHED,
                        "Deux instances partagent leurs classes.")
                : new Finding(
                        "class-loading",
                        "classes-of-two-instances",
                        Result.HELD,
                        "Chaque instance a ses propres classes.");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
