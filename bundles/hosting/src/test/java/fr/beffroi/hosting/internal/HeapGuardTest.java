package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HeapGuardTest {
    private static final Address NIMES = new Address(new Insee("30189"), "sample");
    private static final Address CAISSARGUES = new Address(new Insee("30060"), "sample");
    private static final Map<Address, Long> LATELY = Map.of(NIMES, 200L, CAISSARGUES, 100L);

    private long live;
    private long collections = 1;
    private final List<Address> out = new ArrayList<>();
    private CompletableFuture<Void> removal = new CompletableFuture<>();
    private final HeapGuard guard = new HeapGuard(85, () -> new HeapGuard.Heap(live, 1_000, collections), address -> {
        out.add(address);
        return removal;
    });

    @Test
    void aHeapThatHasRoomAfterACollectionDisturbsNobody() {
        live = 850;
        guard.look(LATELY);
        assertEquals(List.of(), out);
    }

    @Test
    void whoAllocatedMostLatelyHasToGoWhenTheHeapStaysFull() {
        live = 851;
        guard.look(LATELY);
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void nobodyElseGoesWhileOneIsGoingAndBeforeTheHeapWasCollectedAfterThat() {
        live = 900;
        guard.look(LATELY);
        collections++;
        guard.look(Map.of(CAISSARGUES, 100L));
        assertEquals(List.of(NIMES), out, "what the first has is held until it is gone");

        removal.complete(null);
        guard.look(Map.of(CAISSARGUES, 100L));
        assertEquals(List.of(NIMES), out, "nobody knows yet what its going has freed");

        collections++;
        guard.look(Map.of(CAISSARGUES, 100L));
        assertEquals(List.of(NIMES, CAISSARGUES), out, "it has not freed enough");
    }

    @Test
    void whenItsGoingHasFreedEnoughTheOthersStay() {
        live = 900;
        guard.look(LATELY);
        removal.complete(null);
        collections++;
        live = 300;
        guard.look(Map.of(CAISSARGUES, 100L));
        assertEquals(List.of(NIMES), out);
    }

    @Test
    void whoAllocatedNextToNothingIsNotToBlame() {
        live = 900;
        guard.look(Map.of(NIMES, 9L));
        assertEquals(List.of(), out, "less than a hundredth of the heap");
        collections++;
        guard.look(Map.of(NIMES, 10L));
        assertEquals(List.of(NIMES), out);
    }
}
