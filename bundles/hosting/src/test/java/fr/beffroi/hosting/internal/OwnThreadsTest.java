package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnThreadsTest {
    private static final Address ADDRESS = new Address(new Insee("30189"), "sample");

    private final Ledger ledger = new Ledger(50, System::nanoTime);
    private final Inside inside = new Inside(ADDRESS, new URLClassLoader(new URL[0]), ledger);
    private final ClassLoader loader = inside.loader();
    private final CountDownLatch end = new CountDownLatch(1);

    private long now;
    private final OwnThreads threads = new OwnThreads(() -> now);

    @AfterEach
    void endAll() {
        end.countDown();
    }

    @Test
    void aThreadThatWasStartedInsideIsTheInstancesOwnAndWhoIsInsideIsNot() throws Exception {
        inside.call(() -> {
            assertEquals(List.of(), own());
            return null;
        });
        leak("own");
        new Thread(this::untilTheEnd, "of the house").start();

        assertEquals(List.of("own"), inside.call(this::own));
    }

    /** It was started inside, by Declarative Services and not by the instance. */
    @Test
    void theTimerOfDeclarativeServicesIsNobodysUnlessSomebodyElseCallsOneLikeIt() throws Exception {
        TestHouse.awaitNoTimer();
        Timer theirs = inside.call(() -> new Timer(OwnThreads.TIMER, true));
        assertEquals(List.of(), own());

        Timer hidden = inside.call(() -> new Timer(OwnThreads.TIMER, true));
        assertEquals(List.of(OwnThreads.TIMER, OwnThreads.TIMER), own());

        hidden.cancel();
        theirs.cancel();
        leak(OwnThreads.TIMER);
        TestHouse.awaitNoTimer();
        assertEquals(List.of(OwnThreads.TIMER), own());
    }

    @Test
    void aThreadThatIsGivenUpOnIsLostAndNotTheInstancesOwn() throws Exception {
        Thread caller = new Thread(() -> {
            try {
                inside.call(() -> {
                    untilTheEnd();
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        caller.start();
        while (!ledger.isInside(caller)) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), own());
    }

    @Test
    void whatOutlivesItsInstanceIsNamedOnceAndAfterATime() throws Exception {
        leak("one");
        leak("other");
        threads.closed(ADDRESS, loader, ledger);
        now += OwnThreads.GRACE.toNanos() - 1;
        assertEquals(Map.of(), threads.forgotten(OwnThreads.live()), "they may still end");

        now++;
        assertEquals(
                Map.of(ADDRESS, List.of("one", "other")),
                threads.forgotten(OwnThreads.live()).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().stream()
                                        .map(Thread::getName)
                                        .sorted()
                                        .toList())));
        assertEquals(Map.of(), threads.forgotten(OwnThreads.live()), "nobody reads that every second");
    }

    @Test
    void anInstanceThatCleansUpIsNotNamed() throws Exception {
        leak("tidy").interrupt();
        end.countDown();
        while (!own().isEmpty()) {
            Thread.onSpinWait();
        }
        threads.closed(ADDRESS, loader, ledger);
        now += OwnThreads.GRACE.toNanos();
        assertEquals(Map.of(), threads.forgotten(OwnThreads.live()));
    }

    private Thread leak(String name) throws Exception {
        return inside.call(() -> {
            Thread thread = new Thread(this::untilTheEnd, name);
            thread.start();
            return thread;
        });
    }

    private void untilTheEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> own() {
        return OwnThreads.of(loader, ledger, OwnThreads.live()).stream()
                .map(Thread::getName)
                .toList();
    }
}
