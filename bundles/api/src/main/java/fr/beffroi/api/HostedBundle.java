package fr.beffroi.api;

import java.util.List;

/**
 * The bundle that an instance of a hosted offering runs.
 *
 * @param symbolicName Bundle-SymbolicName, also the name of its file in the distribution's {@code services} folder
 * @param version Bundle-Version that new subscriptions get: {@code 1.0.0}
 * @param otherVersions versions that single subscriptions may still, or already, run instead
 */
public record HostedBundle(String symbolicName, String version, List<String> otherVersions) {
    public HostedBundle {
        if (symbolicName == null || !symbolicName.matches("[a-z][a-z0-9.]*")) {
            throw Refusal.invalid("\"" + symbolicName + "\" is not the symbolic name of a service bundle.");
        }
        requireVersion(version);
        otherVersions = List.copyOf(otherVersions);
        otherVersions.forEach(HostedBundle::requireVersion);
    }

    public HostedBundle(String symbolicName, String version) {
        this(symbolicName, version, List.of());
    }

    /** Whether a subscription may run this version. */
    public boolean offers(String wanted) {
        return version.equals(wanted) || otherVersions.contains(wanted);
    }

    private static void requireVersion(String version) {
        if (version == null || !version.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}")) {
            throw Refusal.invalid("\"" + version
                    + "\" is not the version of a service bundle: three numbers such as 1.0.0 are expected.");
        }
    }
}
