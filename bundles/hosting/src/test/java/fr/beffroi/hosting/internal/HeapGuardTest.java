package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A heap of a thousand bytes, of which 850 may be live. */
class HeapGuardTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");
    private static final Address CAISSARGUES = new Address(new Insee("30060"), "sample");
    private static final Address BERNIS = new Address(new Insee("30036"), "sample");

    private long live;
    private long collections;
    private long grown;
    private boolean collects;
    private long now = -7;
    private int asked;
    private boolean collected = true;
    private CompletableFuture<Void> removal = CompletableFuture.completedFuture(null);
    private final Map<Address, Long> allocated = new TreeMap<>(Map.of(NIMES, 0L, CAISSARGUES, 0L, BERNIS, 0L));
    private final List<Address> out = new ArrayList<>();
    private final List<Address> acquitted = new ArrayList<>();
    private final List<Boolean> fine = new ArrayList<>();

    private final HeapGuard guard = new HeapGuard(85, this::heap, this::collect, () -> now, new HeapGuard.Door() {
        @Override
        public HeapGuard.Going shutOut(Address address) {
            out.add(address);
            return new HeapGuard.Going(removal, () -> collected);
        }

        @Override
        public void acquit(Address address) {
            acquitted.add(address);
        }

        @Override
        public void heapIs(boolean isFine) {
            fine.add(isFine);
        }
    });

    private HeapGuard.Heap heap() {
        return new HeapGuard.Heap(live, 1_000, collections, live + grown, grown, 1_000 - live - grown);
    }

    private void collect() {
        asked++;
        if (collects) {
            collections++;
            live += grown;
            grown = 0;
        }
    }

    /** Or the next collection that comes by itself could be the last: what is kept fills the place of new objects too. */
    @Test
    void whenItGrowsBetweenTwoCollectionsAllOfItIsCollectedToKnow() {
        collects = true;
        collection(300, NIMES, 0);
        grown = 500;
        allocate(NIMES, 500);
        look();
        assertEquals(0, asked, "there is room");

        grown = 560;
        allocate(NIMES, 60);
        look();
        assertEquals(1, asked);
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void aHouseThatWorksWellInAFullHeapIsNotCollectedForNothing() {
        collects = true;
        collection(845, NIMES, 0);
        grown = 19;
        look();
        assertEquals(0, asked, "what has come to the old ones since is next to nothing");
    }

    @Test
    void aHeapThatHasRoomAfterACollectionDisturbsNobody() {
        collection(850, NIMES, 10_000);
        assertEquals(List.of(), out);
        assertEquals(List.of(true, true), fine);
    }

    @Test
    void whoAllocatedMostSinceTheHeapWasFineHasToGoWhenItStaysFull() {
        collection(300, CAISSARGUES, 10_000);
        allocate(CAISSARGUES, 200);
        collection(851, NIMES, 400);
        assertEquals(List.of(NIMES), out, "what was allocated before the heap was fine is not in it");
        assertEquals(List.of(true, true, true, false), fine);
    }

    /** A look comes up to a second after the collection that it finds, and later when the heap is what everybody waits for. */
    @Test
    void whatIsAllocatedBetweenACollectionAndTheLookThatFindsItIsNotForgotten() {
        look();
        live = 300;
        collections++;
        allocate(NIMES, 600);
        look();

        collection(900, CAISSARGUES, 10);
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void anInnocentNeighbourThatWorksWhileTheHeapIsFullStays() {
        collection(300, NIMES, 0);
        allocate(CAISSARGUES, 50);
        removal = new CompletableFuture<>();
        collected = false;
        collection(900, NIMES, 600);
        assertEquals(List.of(NIMES), out);

        // What holds the memory goes slowly, and the neighbour answers its visitors all the while.
        for (int second = 0; second < 5; second++) {
            collection(940, CAISSARGUES, 30);
        }
        removal.complete(null);
        collection(950, CAISSARGUES, 30);
        collection(950, CAISSARGUES, 30);
        live = 330;
        collections++;
        collected = true;
        look();
        collection(340, CAISSARGUES, 30);

        assertEquals(List.of(NIMES), out);
        assertEquals(List.of(), acquitted);
    }

    @Test
    void aCollectionThatCameBeforeTheOneHadGoneProvesNothing() {
        removal = new CompletableFuture<>();
        collection(900, NIMES, 900);
        allocate(CAISSARGUES, 900);
        collections++;
        removal.complete(null);
        look();
        assertEquals(List.of(), acquitted, "the last collection may have found what it held still held");

        collection(300, CAISSARGUES, 0);
        assertEquals(List.of(), acquitted);
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void whenNoCollectionComesByItselfOneIsAskedFor() {
        collection(900, NIMES, 900);
        look();
        second();
        assertEquals(0, asked, "it may come by itself");
        second();
        assertEquals(1, asked);
        second();
        assertEquals(1, asked, "not each second");
        second();
        assertEquals(2, asked);

        collection(300, NIMES, 0);
        second();
        second();
        assertEquals(2, asked, "it is known what its going has freed");
    }

    @Test
    void whoDidNotHoldTheMemoryComesBackAndIsNotSuspectedAgain() {
        collection(300, NIMES, 0);
        allocate(CAISSARGUES, 5_000);
        collection(860, NIMES, 560);
        assertEquals(List.of(CAISSARGUES), out, "who allocates most is the likeliest");
        look();
        collection(855, NIMES, 0);
        assertEquals(List.of(CAISSARGUES), acquitted, "its going has freed next to nothing");

        allocate(CAISSARGUES, 5_000);
        collection(856, NIMES, 30);
        look();
        collection(290, NIMES, 0);
        assertEquals(List.of(CAISSARGUES, NIMES), out);
        assertEquals(List.of(CAISSARGUES), acquitted);

        allocate(CAISSARGUES, 1_000);
        collection(900, NIMES, 0);
        assertEquals(List.of(CAISSARGUES, NIMES, CAISSARGUES), out, "the heap was fine, and this is another story");
    }

    @Test
    void whoseMemoryIsStillHeldIsNotAcquittedForThat() {
        collected = false;
        collection(900, NIMES, 900);
        look();
        collection(900, NIMES, 0);
        collection(900, NIMES, 0);
        collection(900, NIMES, 0);
        assertEquals(List.of(), acquitted);
        collection(930, CAISSARGUES, 30);
        assertEquals(List.of(NIMES, CAISSARGUES), out, "after three collections the next one may go");
    }

    @Test
    void nobodyElseGoesBeforeTheHeapHasGrownFurther() {
        collected = false;
        collection(900, NIMES, 900);
        look();
        for (int time = 0; time < 3; time++) {
            collection(900, CAISSARGUES, 10);
        }
        allocate(CAISSARGUES, 500);
        collection(919, CAISSARGUES, 500);
        assertEquals(List.of(NIMES), out, "full, but no fuller");
        collection(920, CAISSARGUES, 0);
        assertEquals(List.of(NIMES, CAISSARGUES), out);
    }

    @Test
    void aHeapThatIsJustOverTheMarkAfterManyFineCollectionsIsNobodysFault() {
        collection(845, CAISSARGUES, 0);
        allocate(CAISSARGUES, 5_000);
        collection(855, NIMES, 0);
        assertEquals(List.of(), out);
        collection(865, NIMES, 0);
        assertEquals(List.of(CAISSARGUES), out, "it grows");
    }

    @Test
    void whoAllocatedLittleOfWhatTheHeapHasGrownByIsNotToBlame() {
        collection(300, NIMES, 0);
        allocate(CAISSARGUES, 149);
        collection(900, NIMES, 149);
        assertEquals(List.of(), out, "less than a quarter each; it is the house itself");
        collection(900, NIMES, 1);
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void whoDoesNotRunCanNotGo() {
        collection(300, NIMES, 0);
        allocate(CAISSARGUES, 600);
        allocated.put(NIMES, 200L);
        live = 900;
        collections++;
        guard.look(allocated, Set.of(NIMES, BERNIS));
        assertEquals(List.of(NIMES), out);
    }

    /** One of all of the heap, after somebody has allocated something. */
    private void collection(long left, Address address, long more) {
        allocate(address, more);
        look();
        live = left;
        collections++;
        look();
    }

    private void allocate(Address address, long more) {
        allocated.merge(address, more, Long::sum);
    }

    private void second() {
        now += TimeUnit.SECONDS.toNanos(1);
        look();
    }

    private void look() {
        guard.look(allocated, allocated.keySet());
    }
}
