package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Verification;
import fr.beffroi.store.internal.SqlStore;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A process that is killed while it decides loses nothing that it had acknowledged, and leaves nothing half done. */
class KillTest {
    private static final int ROUNDS = 2;
    private static final int BEFORE_THE_KILL = 40;

    @OnBothStores
    void whatWasAcknowledgedBeforeAKillIsThereAfterwards(StoreUnderTest underTest) throws Exception {
        Fold.makeTable(underTest.store());
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = Math.max(acknowledged, decideUntilKilled(underTest));
        }
        SqlJournal journal = SqlJournal.open(underTest.store(), Clock.systemUTC());
        journal.attach("fold", new Fold());
        Verification verification = journal.verify(n -> {});
        List<Entry> entries = journal.read(0, 1_000_000);
        assertEquals(List.of(), verification.findings());
        assertTrue(verification.entries() >= acknowledged, verification.entries() + " of " + acknowledged);
        assertEquals(0, verification.entries() % 2, "two entries each, both or none");
        assertEquals(
                LongStream.rangeClosed(1, verification.entries()).boxed().toList(),
                entries.stream().map(Entry::number).toList());
        assertEquals(Fold.of(entries), Fold.table(underTest.store()));
        journal.close();
    }

    /** Returns the last number that the process told. */
    private static long decideUntilKilled(StoreUnderTest underTest) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Decider.class.getName()));
        command.addAll(underTest.how());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = 0;
        try (BufferedReader told = process.inputReader()) {
            String line = told.readLine();
            for (int i = 0; line != null; i++, line = told.readLine()) {
                last = Long.parseLong(line);
                if (i == BEFORE_THE_KILL) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        assertFalse(last == 0, "the process decided nothing");
        return last;
    }

    /** The process. */
    static final class Decider {
        private Decider() {}

        public static void main(String[] how) {
            SqlStore store = StoreUnderTest.open(how);
            SqlJournal journal = SqlJournal.open(store, Clock.systemUTC());
            journal.attach("fold", new Fold());
            while (true) {
                long number = journal.decide(Actor.room("story"), decisions -> {
                    decisions.record(new Decision.DepartureDecided(Samples.NIMES));
                    return decisions
                            .record(new Decision.CommuneLeft(Samples.NIMES))
                            .number();
                });
                System.out.println(number);
            }
        }
    }
}
