package fr.beffroi.itests;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Makes a service bundle that can't be started. */
public final class ThrowsAtStart implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("This bundle never starts.");
    }

    @Override
    public void stop(BundleContext context) {
        // It never was started.
    }
}
