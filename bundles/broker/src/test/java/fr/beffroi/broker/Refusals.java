package fr.beffroi.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import org.junit.jupiter.api.function.Executable;

/** What a refused order looks like: a reason, a sentence, and nothing recorded. */
final class Refusals {
    private Refusals() {}

    /** @return the sentence */
    static String refused(Counter counter, Reason reason, Executable order) {
        long before = counter.journal().head();
        Refusal refusal = assertThrows(Refusal.class, order);
        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
        assertEquals(before, counter.journal().head(), "a refused order leaves nothing");
        return refusal.getMessage();
    }
}
