package fr.beffroi.hosting.internal;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of service bundles in the distribution: the only source of what communes are offered. */
final class ServiceFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceFolder.class);
    /** More of them say nothing new. */
    private static final int MOST_NAMED = 5;

    private final Path folder;
    private final BundleRules rules;
    private final boolean refusing;
    private final Map<Path, Judgement> judgements = new ConcurrentHashMap<>();

    /** What was found in a file as it was then. */
    private record Judgement(long size, FileTime modified, List<String> broken) {}

    /** @param refusing whether what breaks the rules isn't hosted; otherwise the log says so, and it is */
    ServiceFolder(Path folder, BundleRules rules, boolean refusing) {
        this.folder = folder;
        this.rules = rules;
        this.refusing = refusing;
    }

    /**
     * The one that the settings mean.
     *
     * @param bootDelegation the framework's setting
     * @throws IllegalArgumentException when {@code bundle.rules} is neither of its two words
     */
    static ServiceFolder of(HostingSettings settings, String bootDelegation) {
        boolean refusing =
                switch (settings.bundle_rules()) {
                    case "refuse" -> true;
                    case "warn" -> false;
                    default ->
                        throw new IllegalArgumentException("bundle.rules of " + HostingSettings.PID
                                + " is refuse or warn, not \"" + settings.bundle_rules() + "\"");
                };
        return new ServiceFolder(Path.of(settings.services_folder()), new BundleRules(bootDelegation), refusing);
    }

    /**
     * The jar of a bundle, after a look into its manifest and its classes.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it isn't there, is another bundle than its name says, or has classes that break the
     *     rules for services
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
        } catch (IOException e) {
            throw new Refusal(Reason.UNAVAILABLE, jar + " can't be read as a bundle.", e);
        }
        List<String> broken = broken(jar);
        if (refusing && !broken.isEmpty()) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "The bundle " + jar.getFileName() + " breaks the rules for services: " + summary(broken) + ".");
        }
        return jar;
    }

    /** Looks into every bundle at once, so that the log says at the start of the house which of them aren't offered. */
    void survey() {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                try {
                    broken(jar);
                } catch (Refusal refusal) {
                    LOG.error("{}", refusal.getMessage());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.error("The service bundles in {} can't be looked through", folder, e);
        }
    }

    /** Looked into once, as long as the file stays the same. */
    private List<String> broken(Path jar) {
        try {
            BasicFileAttributes now = Files.readAttributes(jar, BasicFileAttributes.class);
            Judgement judgement = judgements.compute(
                    jar,
                    (key, known) -> known != null
                                    && known.size() == now.size()
                                    && known.modified().equals(now.lastModifiedTime())
                            ? known
                            : new Judgement(now.size(), now.lastModifiedTime(), look(jar)));
            return judgement.broken();
        } catch (IOException e) {
            throw new Refusal(Reason.UNAVAILABLE, jar + " can't be read as a bundle.", e);
        }
    }

    private List<String> look(Path jar) {
        List<String> broken = rules.broken(jar);
        if (!broken.isEmpty()) {
            LOG.warn(
                    "{} breaks the rules for services and {}: {}",
                    jar.getFileName(),
                    refusing ? "is not offered" : "is hosted all the same (bundle.rules = warn)",
                    String.join("; ", broken));
        }
        return broken;
    }

    private static String summary(List<String> broken) {
        String first = broken.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        return broken.size() > MOST_NAMED
                ? first + "; and " + (broken.size() - MOST_NAMED) + " more, which the log names"
                : first;
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
