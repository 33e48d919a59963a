package fr.beffroi.hosting.internal;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The folder of service bundles in the distribution: the only source of what is hosted. */
final class ServiceFolder {
    private final Path folder;

    ServiceFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The jar of a bundle, after a look into its manifest.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it isn't there or is another bundle than its name says
     */
    Path find(HostedBundle bundle) {
        Path jar = folder.resolve(bundle.symbolicName() + "-" + bundle.version() + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "The bundle " + bundle.symbolicName() + " " + bundle.version() + " is not in the distribution: put "
                            + jar.getFileName() + " into " + folder + ".");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            if (manifest == null || !describes(manifest.getMainAttributes(), bundle)) {
                throw new Refusal(
                        Reason.UNAVAILABLE,
                        jar + " is not the bundle " + bundle.symbolicName() + " " + bundle.version()
                                + ": its manifest says otherwise.");
            }
            return jar;
        } catch (IOException e) {
            throw new Refusal(Reason.UNAVAILABLE, jar + " can't be read as a bundle.", e);
        }
    }

    private static boolean describes(Attributes manifest, HostedBundle bundle) {
        String symbolicName = manifest.getValue("Bundle-SymbolicName");
        String version = manifest.getValue("Bundle-Version");
        return symbolicName != null
                && version != null
                && bundle.symbolicName().equals(symbolicName.split(";", 2)[0].strip())
                && bundle.version().equals(version.strip());
    }
}
