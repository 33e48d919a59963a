package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Reads every class of a service bundle, in the jars inside of it too. What is a class or a jar is told by how it begins, whatever its
 * name; so one that the framework would find is never left out. What can't be read to its end is refused.
 */
final class BundleReader {
    private static final int MOST_ENTRIES = 20_000;
    private static final long MOST_BYTES = 64L << 20;
    /** A jar in the bundle, and no further. */
    private static final int DEEPEST = 1;
    /** What would put classes or libraries elsewhere than inside the walls. */
    private static final List<String> NOT_FOR_SERVICES = List.of("Fragment-Host", "Bundle-NativeCode");

    private final List<ClassFile> classes = new ArrayList<>();
    private final Set<String> jars = new HashSet<>();
    private int entries;
    private long bytes;

    private BundleReader() {}

    /** It isn't a bundle that can be looked into; the message says why, in a sentence without its full stop. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }
    }

    /**
     * All classes of a bundle.
     *
     * @throws Unreadable when it isn't one, is too large, or holds something that can't be looked into
     * @throws IOException when the file can't be read
     */
    static List<ClassFile> classes(Path bundle) throws Unreadable, IOException {
        BundleReader reader = new BundleReader();
        reader.read(bundle, bundle.getFileName().toString(), 0);
        return List.copyOf(reader.classes);
    }

    private void read(Path file, String name, int depth) throws Unreadable, IOException {
        // The way the framework reads it: by the list at its end, which may name others than what stands in it.
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Set<String> names = new HashSet<>();
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (!names.add(entry.getName())) {
                    throw new Unreadable(name + " holds " + entry.getName() + " twice");
                }
                if (++entries > MOST_ENTRIES) {
                    throw new Unreadable(name + " holds more than " + MOST_ENTRIES + " files");
                }
                look(name + "!" + entry.getName(), content(jar, entry, name), depth);
            }
            Manifest manifest = jar.getManifest();
            if (depth == 0 && manifest != null) {
                look(name, manifest.getMainAttributes(), names);
            }
        } catch (IllegalArgumentException e) {
            throw new Unreadable(name + " has a name that is no text");
        }
    }

    private byte[] content(JarFile jar, JarEntry entry, String name) throws Unreadable, IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE, MOST_BYTES - bytes + 1));
            bytes += content.length;
            if (bytes > MOST_BYTES) {
                throw new Unreadable(name + " holds more than " + (MOST_BYTES >> 20) + " MiB");
            }
            return content;
        }
    }

    private void look(String name, byte[] content, int depth) throws Unreadable, IOException {
        if (ClassFile.beginsAsOne(content)) {
            try {
                classes.add(ClassFile.read(content));
            } catch (ClassFile.Unreadable e) {
                throw new Unreadable(name + " " + e.getMessage());
            }
        } else if (name.endsWith(".class")) {
            throw new Unreadable(name + " is no class");
        } else if (content.length >= 4
                && content[0] == 'P'
                && content[1] == 'K'
                && content[2] == 3
                && content[3] == 4) {
            if (depth >= DEEPEST) {
                throw new Unreadable(name + " is a jar in a jar in a jar");
            }
            jars.add(name.substring(name.indexOf('!') + 1));
            Path copy = Files.createTempFile("beffroi-bundle", ".jar");
            try {
                Files.write(copy, content);
                read(copy, name, depth + 1);
            } finally {
                Files.delete(copy);
            }
        } else if (name.endsWith(".jar")) {
            // What unpacks it may find a jar behind whatever it begins with.
            throw new Unreadable(name + " is no jar");
        }
    }

    /** A jar may begin with anything, so those that classes are loaded from have to be among the ones that were looked into. */
    private void look(String name, Attributes manifest, Set<String> names) throws Unreadable {
        for (String header : NOT_FOR_SERVICES) {
            if (manifest.getValue(header) != null) {
                throw new Unreadable(name + " has the header " + header + ", which isn't for services");
            }
        }
        String path = manifest.getValue("Bundle-ClassPath");
        for (String clause : path == null ? new String[0] : path.split(",")) {
            String place = clause.split(";", 2)[0].strip().replaceFirst("^/+", "");
            if (names.contains(place) && !place.endsWith("/") && !jars.contains(place)) {
                throw new Unreadable(name + " loads classes from " + place + ", which is no jar");
            }
        }
    }
}
