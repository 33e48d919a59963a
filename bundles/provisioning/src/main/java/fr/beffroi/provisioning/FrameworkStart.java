package fr.beffroi.provisioning;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.FrameworkUtil;

/**
 * The end of the framework's start. Instances are opened after it: opening many of them takes all processors, and the house should
 * answer first.
 */
final class FrameworkStart {
    /** A start that takes longer has other troubles; the instances don't wait for those. */
    private static final int LONGEST_SECONDS = 60;

    private FrameworkStart() {}

    /** Returns at once where there is no framework, or when it has started. */
    static void await() throws InterruptedException {
        Bundle own = FrameworkUtil.getBundle(FrameworkStart.class);
        if (own == null || own.getBundleContext() == null) {
            return;
        }
        BundleContext system = own.getBundleContext().getBundle(0).getBundleContext();
        CountDownLatch started = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.STARTED) {
                started.countDown();
            }
        };
        system.addFrameworkListener(listener);
        try {
            if (system.getBundle().getState() == Bundle.STARTING) {
                started.await(LONGEST_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            system.removeFrameworkListener(listener);
        }
    }
}
