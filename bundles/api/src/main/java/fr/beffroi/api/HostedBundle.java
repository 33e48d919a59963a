package fr.beffroi.api;

/**
 * The bundle that an instance of a hosted offering runs.
 *
 * @param symbolicName Bundle-SymbolicName, also the name of its file in the distribution's {@code services} folder
 * @param version Bundle-Version: {@code 1.0.0}
 */
public record HostedBundle(String symbolicName, String version) {
    public HostedBundle {
        if (symbolicName == null || !symbolicName.matches("[a-z][a-z0-9.]*")) {
            throw Refusal.invalid("\"" + symbolicName + "\" is not the symbolic name of a service bundle.");
        }
        if (version == null || !version.matches("\\d+\\.\\d+\\.\\d+")) {
            throw Refusal.invalid("\"" + version
                    + "\" is not the version of a service bundle: three numbers such as 1.0.0 are expected.");
        }
    }
}
