package fr.beffroi.itests;

import fr.beffroi.api.Insee;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the built distribution that a test may change. Most of it are hard links, so it costs next to nothing. */
final class Distribution {
    private static final Path BUILT = RunningHouse.ROOT.resolve("features/distribution/target/assembly");

    private static final String SERVICE = "fr.beffroi.service.actes";

    /** Every room is started at this level. */
    private static final int ROOMS = 30;

    private final Path home;

    private Distribution(Path home) {
        this.home = home;
    }

    /** @param home doesn't exist yet */
    static Distribution copy(Path home) {
        try (Stream<Path> all = Files.walk(BUILT)) {
            for (Path one : all.toList()) {
                Path target = home.resolve(BUILT.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(target);
                } else {
                    link(one, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Distribution(home);
    }

    private static void link(Path one, Path target) throws IOException {
        try {
            Files.createLink(target, one);
        } catch (IOException otherDisk) {
            Files.copy(one, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    Path script() {
        return home.resolve("bin/beffroi");
    }

    /** Changes a setting of a room. */
    Distribution set(String pid, String key, String value) {
        Path file = home.resolve("etc/" + pid + ".cfg");
        String before = read(file);
        String after = Pattern.compile("(?m)^" + Pattern.quote(key) + " *=.*$")
                .matcher(before)
                .replaceFirst(Matcher.quoteReplacement(key + " = " + value));
        if (after.equals(before)) {
            throw new IllegalArgumentException(file + " has no other " + key + " that could become " + value);
        }
        write(file, after);
        return this;
    }

    /**
     * Puts the bundle of checkpoints before the broker and provisioning; see {@link fr.beffroi.itests.checkpoints}. Hosting needs the
     * broker (by metering), so what stands before hosting comes after it.
     */
    Distribution withCheckpoints() {
        watch(ROOMS + 1, "fr.beffroi.journal.Journal,fr.beffroi.tenancy.Directory,fr.beffroi.store.TenantDatabases");
        startAt(ROOMS + 2, "broker");
        watch(ROOMS + 3, "fr.beffroi.hosting.Hosting");
        startAt(ROOMS + 4, "provisioning");
        return this;
    }

    private void watch(int level, String services) {
        String folder = "fr/beffroi/itests/checkpoints";
        Path jar = home.resolve("system/fr/beffroi/checkpoints/%1$d/checkpoints-%1$d.jar".formatted(level));
        Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version",
                        "1.0",
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "fr.beffroi.itests.checkpoints" + level,
                        "Bundle-Activator",
                        "fr.beffroi.itests.checkpoints.Checkpoints",
                        "Watched-Services",
                        services,
                        "Import-Package",
                        "org.osgi.framework,fr.beffroi.api,fr.beffroi.api.decision,fr.beffroi.journal,"
                                + "fr.beffroi.store,fr.beffroi.tenancy,fr.beffroi.hosting")
                .forEach(manifest.getMainAttributes()::putValue);
        try {
            Files.createDirectories(jar.getParent());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                    Stream<Path> classes = Files.list(compiled().resolve(folder))) {
                for (Path one : classes.toList()) {
                    out.putNextEntry(new JarEntry(folder + "/" + one.getFileName()));
                    Files.copy(one, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path list = home.resolve("etc/startup.properties");
        write(list, read(list) + "\nmvn\\:fr.beffroi/checkpoints/%1$d = %1$d\n".formatted(level));
    }

    private void startAt(int level, String room) {
        Path list = home.resolve("etc/startup.properties");
        String line = "(?m)^(mvn.*/fr\\.beffroi\\." + room + "/.*) = " + ROOMS + "$";
        write(list, read(list).replaceAll(line, "$1 = " + level));
    }

    /** Another version of the hosted bundle, with the same code. */
    Distribution withOtherVersion() {
        return withService(SERVICE, Town.VERSION, Town.OTHER_VERSION, Map.of(), List.of());
    }

    /**
     * Adds another version of a hosted service's bundle.
     *
     * @param from the version whose code it has
     * @param headers of its manifest that are different
     * @param classes that it has besides
     */
    private Distribution withService(
            String name, String from, String version, Map<String, String> headers, List<Class<?>> classes) {
        Path services = home.resolve("services");
        try (JarFile built =
                new JarFile(services.resolve(name + "-" + from + ".jar").toFile())) {
            Manifest manifest = new Manifest(built.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            headers.forEach(manifest.getMainAttributes()::putValue);
            Path file = services.resolve(name + "-" + version + ".jar");
            Files.deleteIfExists(file);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (JarEntry entry : new ArrayList<>(built.stream().toList())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        copy(entry.getName(), built.getInputStream(entry), out);
                    }
                }
                for (Class<?> one : classes) {
                    String path = one.getName().replace('.', '/') + ".class";
                    copy(
                            path,
                            new ByteArrayInputStream(
                                    Files.readAllBytes(compiled().resolve(path))),
                            out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The version of the hosted bundle that throws when it is started. */
    Distribution withBrokenService() {
        return withService(
                SERVICE,
                Town.VERSION,
                Town.BROKEN_VERSION,
                Map.of("Bundle-Activator", ThrowsAtStart.class.getName()),
                List.of(ThrowsAtStart.class));
    }

    /** As many lanes as make no two communes share one: a commune that is held then holds nobody else. */
    Distribution withALaneForEach(List<String> communes) {
        int lanes = communes.size();
        while (distinctLanes(communes, lanes) < communes.size()) {
            lanes++;
        }
        return set("fr.beffroi.provisioning", "lanes", Integer.toString(lanes));
    }

    private static long distinctLanes(List<String> communes, int lanes) {
        return communes.stream()
                .map(insee -> Math.floorMod(new Insee(insee).hashCode(), lanes))
                .distinct()
                .count();
    }

    private static void copy(String name, InputStream content, OutputStream jar) throws IOException {
        try (content) {
            ((JarOutputStream) jar).putNextEntry(new JarEntry(name));
            content.transferTo(jar);
        }
    }

    /** Where the classes of these tests lie. */
    private static Path compiled() {
        return Path.of("target/test-classes");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place of the link: the file behind it is the built distribution's. */
    private static void write(Path file, String text) {
        try {
            Files.delete(file);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
