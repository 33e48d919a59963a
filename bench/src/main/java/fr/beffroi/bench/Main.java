package fr.beffroi.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code bench/run orders|http|recovery|instances|walls|metering [--small]}: measures, prints a table, and writes the same as Markdown. */
public final class Main {
    private static final String USAGE = "Usage: bench/run orders|http|recovery|instances|walls|metering [--small]"
            + "\n       metering besides: " + MeteringSize.USAGE
            + "\n       walls besides: " + WallsBench.USAGE;

    private Main() {}

    public static void main(String[] words) {
        List<String> wanted = new ArrayList<>(List.of(words));
        boolean small = wanted.remove("--small");
        List<String> flags =
                wanted.stream().filter(word -> word.startsWith("--")).toList();
        wanted.removeAll(flags);
        if (wanted.size() != 1
                || !Set.of("orders", "http", "recovery", "instances", "walls", "metering")
                        .contains(wanted.get(0))
                || !areKnown(wanted.get(0), flags)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path root = Path.of(System.getProperty("beffroi.root", "."))
                .toAbsolutePath()
                .normalize();
        System.exit(run(root, wanted.get(0), small, flags));
    }

    private static boolean areKnown(String what, List<String> flags) {
        try {
            switch (what) {
                case "metering" -> MeteringSize.of(true, flags);
                case "walls" -> WallsBench.chosen(flags);
                default -> {
                    return flags.isEmpty();
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int run(Path root, String what, boolean small, List<String> flags) {
        Workshop workshop = null;
        try {
            workshop = new Workshop(root);
            measure(workshop, what, small, flags);
            return 0;
        } catch (Exception e) {
            // After Ctrl-C everything breaks off, and that is no news.
            if (workshop == null || !workshop.isClosing()) {
                System.err.println("The benchmark broke off:");
                e.printStackTrace();
            }
            return 1;
        } finally {
            if (workshop != null) {
                workshop.close();
            }
        }
    }

    private static void measure(Workshop workshop, String what, boolean small, List<String> flags) throws Exception {
        Size size = small ? Size.SMALL : Size.FULL;
        double load = Machine.load();
        List<Table> tables;
        Set<String> versions;
        switch (what) {
            case "http" -> {
                HttpBench bench = new HttpBench(workshop, size);
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
            case "orders" -> {
                OrdersBench bench = new OrdersBench(workshop, size);
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
            case "instances" -> {
                InstancesBench bench = new InstancesBench(workshop, size);
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
            case "walls" -> {
                WallsBench bench = new WallsBench(workshop, size, flags);
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
            case "metering" -> {
                MeteringBench bench = new MeteringBench(workshop, MeteringSize.of(small, flags));
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
            default -> {
                RecoveryBench bench = new RecoveryBench(workshop, size);
                tables = bench.measure();
                versions = new LinkedHashSet<>(bench.versions());
            }
        }
        String command = "bench/run " + what + (small ? " --small" : "")
                + flags.stream().map(flag -> " " + flag).collect(Collectors.joining());
        String machine = Machine.description(workshop.folder(), load, List.copyOf(versions));
        StringBuilder markdown = new StringBuilder("`")
                .append(command)
                .append("`: ")
                .append(machine)
                .append(".\n");
        System.out.println(command + ": " + machine + "\n");
        for (Table table : tables) {
            System.out.println(table.plain());
            markdown.append('\n').append(table.markdown());
        }
        Path snippet = workshop.root().resolve("bench/target/" + what + (small ? "-small" : "") + ".md");
        Files.createDirectories(snippet.getParent());
        Files.writeString(snippet, markdown);
        System.out.println("The same for docs/benchmarks.md: " + workshop.root().relativize(snippet));
    }
}
