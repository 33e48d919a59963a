package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.TenantContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tries to see services, bundles and settings that aren't this instance's. */
final class RegistryWall {
    private static final String WALL = "registry";
    private static final String CONFIGURATION = "configuration";
    private static final String CONFIGURATION_ADMIN = "org.osgi.service.cm.ConfigurationAdmin";

    private final TenantContext context;
    private final Map<String, Object> properties;

    /** @param properties of the component, which asks for settings of the house by their name */
    RegistryWall(TenantContext context, Map<String, Object> properties) {
        this.context = context;
        this.properties = new TreeMap<>(properties);
    }

    List<Attempt> attempts() {
        return List.of(
                Attempt.at(WALL, "services", this::services),
                Attempt.at(WALL, "bundles", this::bundles),
                Attempt.byNature(WALL, "services-by-the-system-bundle", this::servicesOfAll),
                Attempt.byNature(WALL, "services-by-what-is-handed-in", this::servicesOfTheHouse),
                Attempt.at(CONFIGURATION, "settings-of-the-house", this::settings),
                Attempt.at(CONFIGURATION, "configuration-admin", this::configurationAdmin),
                Attempt.byNature(CONFIGURATION, "environment", RegistryWall::environment));
    }

    private static Object ownContext() throws ReflectiveOperationException {
        return Framework.call(Framework.bundleOf(RegistryWall.class), "getBundleContext");
    }

    private Optional<String> services() throws ReflectiveOperationException {
        Object own = Framework.bundleOf(RegistryWall.class);
        List<String> foreign = new ArrayList<>();
        for (Object reference : references(ownContext(), null)) {
            Object shared = Framework.call(reference, "getProperty", "beffroi.shared");
            if (!own.equals(Framework.call(reference, "getBundle")) && !Boolean.parseBoolean(String.valueOf(shared))) {
                foreign.add(Arrays.toString((Object[]) Framework.call(reference, "getProperty", "objectClass")));
            }
        }
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(foreign.size() + " service(s) d'autrui sont visibles, dont " + foreign.get(0) + ".");
    }

    private Optional<String> bundles() throws ReflectiveOperationException {
        Object own = Framework.bundleOf(RegistryWall.class);
        List<String> foreign = new ArrayList<>();
        for (Object bundle : (Object[]) Framework.call(ownContext(), "getBundles")) {
            boolean system = Long.valueOf(0).equals(Framework.call(bundle, "getBundleId"));
            if (!bundle.equals(own) && !system) {
                foreign.add(String.valueOf(bundle));
            }
        }
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(foreign.size() + " bundle(s) d'autrui sont visibles, dont " + foreign.get(0) + ".");
    }

    /** The system bundle stands above all walls; it isn't listed, but it can be asked for by its location. */
    private Optional<String> servicesOfAll() throws ReflectiveOperationException {
        Object system = Framework.call(ownContext(), "getBundle", "System Bundle");
        return system == null
                ? Optional.empty()
                : moreThanOne(references(Framework.call(system, "getBundleContext"), TenantContext.class.getName()));
    }

    private static Optional<String> moreThanOne(Object... contexts) {
        return contexts.length < 2
                ? Optional.empty()
                : Optional.of("Par réflexion, le registre entier est visible, avec " + contexts.length
                        + " instances. Une seule machine Java ne peut pas l'empêcher.");
    }

    /** What is handed in is made by a room of the house, whose class loader knows its bundle. */
    private Optional<String> servicesOfTheHouse() throws ReflectiveOperationException {
        Object room = Framework.bundleOf(context.getClass());
        int seen = references(Framework.call(room, "getBundleContext"), null).length;
        return Optional.of("Par réflexion, le registre de Beffroi est visible : " + seen
                + " services. Une seule machine Java ne peut pas l'empêcher.");
    }

    private static Object[] references(Object context, String type) throws ReflectiveOperationException {
        Object found = Framework.call(context, "getAllServiceReferences", type, null);
        return found == null ? new Object[0] : (Object[]) found;
    }

    /** Names only; the values are nobody's business. */
    private Optional<String> settings() {
        List<String> keys = properties.keySet().stream()
                .filter(key ->
                        !key.startsWith("component.") && !key.startsWith("osgi.ds.") && !key.startsWith("service."))
                .toList();
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of("Des réglages de Beffroi ont été remis à l'instance : " + String.join(", ", keys) + ".");
    }

    private Optional<String> configurationAdmin() throws ReflectiveOperationException {
        return references(ownContext(), CONFIGURATION_ADMIN).length == 0
                ? Optional.empty()
                : Optional.of("Le service de configuration de Beffroi est visible.");
    }

    /** Which variables, never their values. */
    private static Optional<String> environment() {
        List<String> secrets = System.getenv().keySet().stream()
                .filter(name -> name.startsWith("BEFFROI_") && name.endsWith("_PASSWORD"))
                .sorted()
                .toList();
        return secrets.isEmpty()
                ? Optional.empty()
                : Optional.of("Seules les règles pour les services empêchent de lire ces variables d'environnement : "
                        + String.join(", ", secrets) + ". Mettez ces mots de passe dans des fichiers.");
    }
}
