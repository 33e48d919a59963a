package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Verification;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** Whatever is changed in the tables behind the journal's back is found and named. */
class ChainCheckTest {
    private static final String OTHER_HASH = "c".repeat(64);

    private Store store;
    private SqlJournal journal;

    @BeforeEach
    void tenEntries(Store store) {
        this.store = store;
        journal = SqlJournal.open(store, Clock.systemUTC());
        journal.attach("story", (sql, entry) -> {});
        for (int i = 0; i < 10; i++) {
            journal.decide(Actor.room("story"), decisions -> decisions.record(new Decision.CommuneLeft(Samples.NIMES)));
        }
        assertTrue(journal.verify(n -> {}).whole());
    }

    @OnBothStores
    void aChangedBody() {
        tamper("UPDATE journal_entry SET body = '{\"commune\":\"30190\"}', tenant = '30190' WHERE number = 5");
        assertFound("Entry 5 was changed: its content and its hash don't belong together.");
    }

    @OnBothStores
    void aChangedTime() {
        tamper("UPDATE journal_entry SET at = at + 1 WHERE number = 10");
        assertNamed(10);
    }

    @OnBothStores
    void aTimeBeforeTheEntryBefore() {
        tamper("UPDATE journal_entry SET at = 1 WHERE number = 5");
        assertNamed(5);
    }

    @OnBothStores
    void aChangedActor() {
        tamper("UPDATE journal_entry SET by = 'staff/ops' WHERE number = 5");
        assertNamed(5);
    }

    @OnBothStores
    void aChangedKind() {
        tamper("UPDATE journal_entry SET kind = 'DepartureDecided' WHERE number = 1");
        assertNamed(1);
    }

    @OnBothStores
    void aChangedTenantColumn() {
        tamper("UPDATE journal_entry SET tenant = '2A004' WHERE number = 5");
        assertFound("Entry 5 was changed: it is filed under the tenant 2A004, but concerns 30189.");
    }

    @OnBothStores
    void aChangedHash() {
        tamper("UPDATE journal_entry SET hash = '" + OTHER_HASH + "' WHERE number = 5");
        assertNamed(5);
    }

    @OnBothStores
    void aLineBreakMovedFromOneFieldToTheNext() {
        tamper("UPDATE journal_entry SET by = 'room', kind = 'story' WHERE number = 5");
        assertFalse(journal.verify(n -> {}).whole());
    }

    @OnBothStores
    void aChangeWithAHashThatFitsShowsAtTheNext() {
        Row fifth = row(5);
        Row forged = Row.after(row(4).hash(), 5, fifth.at(), fifth.by(), new Decision.CommuneLeft(Samples.AJACCIO));
        tamper(
                "UPDATE journal_entry SET body = ?, tenant = ?, hash = ? WHERE number = 5",
                forged.body(),
                forged.tenant(),
                forged.hash());
        assertNamed(6);
    }

    @OnBothStores
    void aDeletedEntry() {
        tamper("DELETE FROM journal_entry WHERE number = 5");
        assertFound("Entry 5 is missing.");
    }

    @OnBothStores
    void aDeletedBeginning() {
        tamper("DELETE FROM journal_entry WHERE number <= 3");
        assertFound("Entries 1 to 3 are missing.");
    }

    @OnBothStores
    void aDeletedEntryWithTheOthersMovedUp() {
        tamper("DELETE FROM journal_entry WHERE number = 5");
        tamper("UPDATE journal_entry SET number = number - 1 WHERE number = 6");
        assertEquals(
                List.of("Entry 5 was changed: its content and its hash don't belong together.", "Entry 6 is missing."),
                journal.verify(n -> {}).findings());
    }

    @OnBothStores
    void aTruncatedJournal() {
        tamper("DELETE FROM journal_entry WHERE number > 8");
        assertFound("Entries 9 to 10 are missing.");
    }

    @OnBothStores
    void anEmptiedJournal() {
        tamper("DELETE FROM journal_entry");
        assertFound("Entries 1 to 10 are missing.");
    }

    @OnBothStores
    void aTruncatedJournalWithItsHeadPutBack() {
        tamper("DELETE FROM journal_entry WHERE number > 8");
        tamper("UPDATE journal_head SET number = 8, at = ?, hash = ?", row(8).at(), row(8).hash());
        assertFound("The projection story has seen entry 10, but the journal ends with entry 8.");
    }

    @OnBothStores
    void anEntryPutInBehindTheEnd() {
        Row last = row(10);
        insert(Row.after(last.hash(), 11, last.at(), last.by(), new Decision.CommuneLeft(Samples.AJACCIO)));
        assertFound("Entry 11 was put in: the journal ends with entry 10.");
    }

    @OnBothStores
    void anEntryPutInBeforeTheBeginning() {
        insert(Row.after(Row.NO_HASH, 0, 0, "x", new Decision.CommuneLeft(Samples.AJACCIO)));
        assertFound("Entry 0 was put in: the journal begins with entry 1.");
    }

    @OnBothStores
    void aChangedHead() {
        tamper("UPDATE journal_head SET hash = '" + OTHER_HASH + "'");
        assertFound("The head of the journal doesn't fit entry 10, its last: one of them was changed.");
    }

    @OnBothStores
    void aProjectionThatLagsBehind() {
        tamper("UPDATE journal_projection SET number = 4");
        assertFound(
                "The projection story has seen entry 4, not the last one, 10: it catches up with the next decision.");
    }

    @OnBothStores
    void thousandsOfFindingsAreCountedNotListed() {
        tamper("UPDATE journal_head SET number = 0, at = 0, hash = '" + Row.NO_HASH + "'");
        tamper("DELETE FROM journal_projection");
        for (int number = 11; number <= 150; number++) {
            insert(Row.after(Row.NO_HASH, number, 0, "x", new Decision.CommuneLeft(Samples.AJACCIO)));
        }
        List<String> findings = journal.verify(n -> {}).findings();
        assertEquals(101, findings.size());
        assertEquals("There are 50 more findings like these.", findings.get(100));
    }

    private void assertFound(String finding) {
        Verification verification = journal.verify(n -> {});
        assertFalse(verification.whole());
        assertEquals(List.of(finding), verification.findings());
    }

    /** The first finding names the entry, and no finding names an entry that was left alone. */
    private void assertNamed(long number) {
        List<String> findings = journal.verify(n -> {}).findings();
        assertFalse(findings.isEmpty());
        for (String finding : findings) {
            assertTrue(
                    Stream.of("Entry " + number + " ", "fit entry " + number + ",")
                            .anyMatch(finding::contains),
                    findings.toString());
        }
    }

    private void tamper(String sql, Object... values) {
        store.write(handle -> handle.execute(sql, values));
    }

    private void insert(Row row) {
        tamper(
                "INSERT INTO journal_entry (" + Row.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                row.number(),
                row.at(),
                row.by(),
                row.kind(),
                row.tenant(),
                row.body(),
                row.hash());
    }

    private Row row(long number) {
        return store.read(sql -> SqlJournal.rows(sql, number - 1, 1)).get(0);
    }
}
