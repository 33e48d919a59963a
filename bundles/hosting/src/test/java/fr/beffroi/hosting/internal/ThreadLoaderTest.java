package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ThreadLoaderTest {
    private static final String NAME = ThreadLoaderTest.class.getName();
    private static final String FILE = NAME.replace('.', '/') + ".class";

    @Test
    void itLeadsToTheBundleUntilTheInstanceIsClosed() throws Exception {
        ThreadLoader loader = new ThreadLoader(getClass().getClassLoader());
        assertSame(getClass(), loader.loadClass(NAME));
        assertSame(getClass(), Class.forName(NAME, true, loader));
        assertEquals(getClass().getClassLoader().getResource(FILE), loader.getResource(FILE));
        assertEquals(1, Collections.list(loader.getResources(FILE)).size());

        loader.forget();

        assertThrows(ClassNotFoundException.class, () -> loader.loadClass(ThreadLoader.class.getName()));
        assertSame(String.class, loader.loadClass("java.lang.String"));
        assertNull(loader.getResource(FILE));
        assertEquals(List.of(), Collections.list(loader.getResources(FILE)));
    }

    @Test
    void aThreadOfSomebodyElseThatWasStartedInsideHoldsNothingOfAnInstanceThatIsClosed() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread timer = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "a timer of a library");
        try {
            BooleanSupplier collected = openAndClose(timer);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!collected.getAsBoolean()) {
                assertTrue(System.nanoTime() < deadline, "its classes are collected while the thread goes on");
                System.gc();
            }
            assertTrue(timer.isAlive());
        } finally {
            end.countDown();
        }
    }

    /** A method of its own, so that nothing of it is left on the stack. */
    private static BooleanSupplier openAndClose(Thread timer) throws Exception {
        Inside inside = new Inside(
                new Address(new Insee("30189"), "sample"),
                new URLClassLoader(new URL[0]),
                new Ledger(50, System::nanoTime));
        inside.call(() -> {
            // It would inherit this, had it been made here.
            timer.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            timer.start();
            return null;
        });
        BooleanSupplier collected = inside.loader().collected();
        inside.loader().forget();
        return collected;
    }
}
