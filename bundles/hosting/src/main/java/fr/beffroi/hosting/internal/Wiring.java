package fr.beffroi.hosting.internal;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The walls for classes: the bundle of an instance gets packages of {@link #PACKAGES} from the house and nothing else, and nobody gets
 * anything from it.
 *
 * <p>No bundle is ever kept from being resolved. When a hook does that, Felix 7.0.5 looks for packages only among the bundles that are
 * still unresolved: what else is being resolved just then, anywhere in the house, misses packages that have been there all along.
 */
final class Wiring implements ResolverHookFactory, ResolverHook {
    /**
     * What a service bundle may import: the API of the house, of servlets, of logging, of Declarative Services, and of the JDK.
     * {@code org.osgi.framework} is not among them, because what it leads to sees through every wall; nor is what opens files and
     * addresses by their name, as the JDK's XML does.
     */
    static final Set<String> PACKAGES = Set.of(
            "fr.beffroi.api",
            "fr.beffroi.api.hosted",
            "jakarta.servlet",
            "jakarta.servlet.annotation",
            "jakarta.servlet.http",
            "org.osgi.service.component",
            "org.slf4j",
            "javax.crypto",
            "javax.crypto.spec",
            "javax.sql");

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // All of them stay.
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        Bundle who = requirement.getRevision().getBundle();
        candidates.removeIf(candidate -> !mayUse(who, candidate));
    }

    /** One singleton doesn't keep out another that stands inside other walls. */
    @Override
    public void filterSingletonCollisions(BundleCapability one, Collection<BundleCapability> others) {
        Bundle bundle = one.getRevision().getBundle();
        others.removeIf(other ->
                Walls.enclose(bundle) || Walls.enclose(other.getRevision().getBundle()));
    }

    @Override
    public void end() {
        // Nothing is kept from one resolving to the next.
    }

    private static boolean mayUse(Bundle who, BundleCapability capability) {
        Bundle owner = capability.getRevision().getBundle();
        if (who.equals(owner)) {
            return true;
        }
        return !Walls.enclose(owner) && (!Walls.enclose(who) || isOffered(capability));
    }

    private static boolean isOffered(BundleCapability capability) {
        Object name = capability.getAttributes().get(capability.getNamespace());
        return switch (capability.getNamespace()) {
            case "osgi.wiring.package" -> PACKAGES.contains(name);
            case "osgi.extender" -> "osgi.component".equals(name);
            case "osgi.contract" -> "JakartaServlet".equals(name);
            case "osgi.ee", "osgi.native" -> true;
            default -> false;
        };
    }
}
