package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.TenantContext;
import java.util.List;
import java.util.Optional;

/** Tries to load classes that aren't for services. */
final class ClassWall {
    private static final String WALL = "class-loading";
    private static final List<String> OF_THE_HOUSE = List.of(
            "fr.beffroi.journal.Journal",
            "fr.beffroi.store.TenantDatabases",
            "fr.beffroi.tenancy.Directory",
            "fr.beffroi.hosting.Hosting",
            "fr.beffroi.service.actes.ActesServlet",
            "org.osgi.framework.BundleContext",
            "org.osgi.service.cm.ConfigurationAdmin");

    private final TenantContext context;

    ClassWall(TenantContext context) {
        this.context = context;
    }

    List<Attempt> attempts() {
        return List.of(
                Attempt.at(WALL, "own-loader", () -> loadable(ClassWall.class.getClassLoader())),
                Attempt.at(
                        WALL,
                        "loader-of-the-thread",
                        () -> loadable(Thread.currentThread().getContextClassLoader())),
                Attempt.byNature(
                        WALL,
                        "loader-of-what-is-handed-in",
                        () -> loadable(context.getClass().getClassLoader())));
    }

    private static Optional<String> loadable(ClassLoader loader) {
        if (loader == null) {
            return Optional.empty();
        }
        List<String> found =
                OF_THE_HOUSE.stream().filter(name -> loads(loader, name)).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of("Des classes de Beffroi ont pu être chargées : " + String.join(", ", found) + ".");
    }

    private static boolean loads(ClassLoader loader, String name) {
        try {
            loader.loadClass(name);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
