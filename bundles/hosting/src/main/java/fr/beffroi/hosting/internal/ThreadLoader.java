package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.URL;
import java.util.Enumeration;
import java.util.function.BooleanSupplier;

/**
 * What threads have for a context class loader while they are inside an instance: it leads to the classes of the bundle until the instance
 * is closed. Whatever thread is started meanwhile inherits it, one of somebody else's too: Declarative Services keep a timer for some
 * seconds after each change, database drivers keep theirs for ever. With the bundle's own loader such a thread would hold all classes of an
 * instance that is long closed, and all that they hold.
 *
 * <p>What the JVM has looked up by it, as {@link Class#forName} has it do, it keeps for as long as it keeps this, and goes on finding. And
 * it isn't the loader of any class: a {@link java.lang.reflect.Proxy} of an interface that isn't public can't be made by it.
 */
final class ThreadLoader extends ClassLoader {
    static {
        // Or the JVM would hold its lock while it looks a class up by this, and two threads could wait for each other.
        registerAsParallelCapable();
    }

    /** Null once the instance is closed. */
    private volatile ClassLoader bundle;

    /** @param bundle whose classes it leads to; null: to none but the JDK's own */
    ThreadLoader(ClassLoader bundle) {
        super(ClassLoader.getPlatformClassLoader());
        this.bundle = bundle;
    }

    /** The instance is closed. A thread of it that runs on finds nothing by this any more. */
    void forget() {
        bundle = null;
    }

    /** @return tells whether the bundle's classes, and what only they held, have been collected; to be asked for before {@link #forget} */
    BooleanSupplier collected() {
        // Of all references the one that also waits for what is still being finalised.
        PhantomReference<ClassLoader> left = new PhantomReference<>(bundle, new ReferenceQueue<>());
        return () -> left.refersTo(null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        ClassLoader there = bundle;
        return there == null ? super.loadClass(name, resolve) : there.loadClass(name);
    }

    @Override
    public URL getResource(String name) {
        ClassLoader there = bundle;
        return there == null ? super.getResource(name) : there.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        ClassLoader there = bundle;
        return there == null ? super.getResources(name) : there.getResources(name);
    }
}
