package fr.beffroi.hosting.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A service bundle under another version, for stories of communes on different versions. */
public final class OtherVersion {
    private static final String VERSION = "Bundle-Version";

    private OtherVersion() {}

    /**
     * Writes a copy of a bundle whose manifest gives another version; all the rest is the same.
     *
     * @param bundle a jar that isn't signed
     * @param version such as {@code 1.1.0}
     * @param services the folder of service bundles, where the copy gets the name that hosting looks for
     * @return the copy
     */
    public static Path of(Path bundle, String version, Path services) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue(VERSION, version);
            String symbolicName = manifest.getMainAttributes()
                    .getValue("Bundle-SymbolicName")
                    .split(";", 2)[0]
                    .strip();
            Path copy = services.resolve(symbolicName + "-" + version + ".jar");
            try (OutputStream file = Files.newOutputStream(copy);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream content = jar.getInputStream(entry)) {
                            content.transferTo(out);
                        }
                    }
                }
            }
            return copy;
        }
    }
}
