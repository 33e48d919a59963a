package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToldTest {
    private final List<String> log = new ArrayList<>();
    private final Told told = new Told(log::add);

    @Test
    void aProblemIsToldAgainOnlyAfterItWasGone() {
        assertTrue(told.now("mail/sent", List.of("It hangs.")));
        assertFalse(told.now("mail/sent", List.of("It hangs.")));
        assertFalse(told.now("mail/sent", List.of()));
        assertTrue(told.now("mail/sent", List.of("It hangs.")));
        assertEquals(List.of("mail/sent: It hangs.", "mail/sent: It hangs."), log);
    }

    @Test
    void oneThatIsSaidInOtherWordsEachTimeIsStillTheSame() {
        told.now("mail/sent", Map.of("line", "Line 5 is none."));
        told.now("mail/sent", Map.of("line", "Line 6 is none."));
        assertEquals(List.of("mail/sent: Line 5 is none."), log);
        assertEquals(Optional.of("mail/sent: Line 6 is none."), told.first());
    }
}
