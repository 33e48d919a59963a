package fr.beffroi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Invented communes, two people each, and the folder of files that declares them with the real catalogue. */
final class Communes {
    private static final int FIRST = 10_000;
    private static final int POPULATION = 4_000;

    /** In each. */
    private static final int PEOPLE = 2;

    private final int count;
    private int taken;
    private final Map<String, String> offerings = new HashMap<>();

    /** @param count at most 85,000, so that each has an INSEE code of five digits */
    Communes(int count) {
        if (count > 85_000) {
            throw new IllegalArgumentException("There are not that many INSEE codes: " + count);
        }
        this.count = count;
    }

    int count() {
        return count;
    }

    /** Adds an offering to the catalogue, by the name of its file. */
    void declare(String file, String offering) {
        offerings.put(file, offering);
    }

    int people() {
        return PEOPLE * count;
    }

    /** The INSEE codes of communes that nobody has taken yet. */
    List<String> take(int wanted) {
        if (taken + wanted > count) {
            throw new IllegalStateException("Only " + (count - taken) + " communes are left, not " + wanted + ".");
        }
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            codes.add(insee(taken++));
        }
        return codes;
    }

    /**
     * Writes the folder: intercommunality and catalogue as they are with what was declared beside it, communes of our own.
     *
     * @param tenants the folder of the demonstration
     */
    Path write(Path tenants, Path folder) throws IOException {
        Files.copy(tenants.resolve("intercommunality.yaml"), folder.resolve("intercommunality.yaml"));
        Path catalogue = Files.createDirectory(folder.resolve("catalogue"));
        try (Stream<Path> offerings = Files.list(tenants.resolve("catalogue"))) {
            for (Path offering : offerings.toList()) {
                Files.copy(offering, catalogue.resolve(offering.getFileName().toString()));
            }
        }
        for (Map.Entry<String, String> offering : offerings.entrySet()) {
            Files.writeString(catalogue.resolve(offering.getKey()), offering.getValue());
        }
        List<String> convention = convention(tenants.resolve("communes"));
        Path communes = Files.createDirectory(folder.resolve("communes"));
        for (int i = 0; i < count; i++) {
            List<String> lines = new ArrayList<>(file(i));
            lines.addAll(convention);
            Files.write(communes.resolve(insee(i) + ".yaml"), lines);
        }
        return folder;
    }

    /** The INSEE code of the commune of that rank, from 0. */
    static String insee(int rank) {
        return Integer.toString(FIRST + rank);
    }

    private static List<String> file(int rank) {
        String insee = insee(rank);
        return List.of(
                "insee: \"" + insee + "\"",
                "siren: \"" + siren(rank) + "\"",
                "name: \"Commune d'essai " + insee + "\"",
                "population: " + POPULATION,
                "postal-codes: [\"" + insee + "\"]",
                "accounts:",
                "  - uid: contact",
                "    name: \"Contact d'essai\"",
                "    mail: contact@commune-" + insee + ".example",
                "    role: contact",
                "  - uid: agent",
                "    name: \"Agent d'essai\"",
                "    mail: agent@commune-" + insee + ".example",
                "    role: agent");
    }

    /** Without a convention nothing that is paid is made: every commune gets the one of the first that has one. */
    private static List<String> convention(Path communes) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(communes)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            List<String> block = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("convention:") || !block.isEmpty() && line.startsWith(" ")) {
                    block.add(line);
                } else if (!block.isEmpty()) {
                    break;
                }
            }
            if (!block.isEmpty()) {
                return block;
            }
        }
        return List.of();
    }

    /** Nine digits of which the last is a check digit (Luhn, ISO/IEC 7812-1 annex B). */
    private static String siren(int rank) {
        String eight = Integer.toString(21_000_000 + rank);
        int sum = 0;
        for (int i = 0; i < eight.length(); i++) {
            int digit = eight.charAt(eight.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return eight + (10 - sum % 10) % 10;
    }
}
