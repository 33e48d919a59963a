package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store.Dialect;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.OnSqlite;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;

class SqlStoreTest {
    private SqlStore store;

    @BeforeEach
    void aTable(SqlStore store) {
        this.store = store;
        store.migrate("story", getClass().getClassLoader());
    }

    @OnBothStores
    void whatWasWrittenCanBeReadByAnotherProcess(StoreUnderTest underTest) {
        store.write(sql -> insert(sql, 1));
        assertEquals(1, underTest.another().read(SqlStoreTest::count));
    }

    @OnBothStores
    void whatThrowsLeavesNothing() {
        assertThrows(
                ArithmeticException.class,
                () -> store.write(sql -> {
                    insert(sql, 1);
                    throw new ArithmeticException();
                }));
        assertEquals(0, store.read(SqlStoreTest::count));
    }

    @OnBothStores
    void allQueriesOfAReadSeeTheSameState() {
        store.read(sql -> {
            int before = count(sql);
            inAnotherThread(() -> store.write(other -> insert(other, 1)));
            assertEquals(before, count(sql));
            return null;
        });
        assertEquals(1, store.read(SqlStoreTest::count));
    }

    @OnBothStores
    void aReadCanChangeNothing() {
        assertThrows(RuntimeException.class, () -> store.read(sql -> insert(sql, 1)));
        assertEquals(0, store.read(SqlStoreTest::count));
    }

    @OnBothStores
    void manyThreadsLoseNoUpdate() throws Exception {
        store.write(sql -> insert(sql, 0));
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<Callable<Integer>> additions = IntStream.range(0, 120)
                .mapToObj(i -> (Callable<Integer>)
                        () -> store.write(sql -> sql.execute("UPDATE story_note SET size = size + 1 WHERE id = 0")))
                .toList();
        for (Future<Integer> addition : threads.invokeAll(additions)) {
            assertEquals(1, addition.get());
        }
        threads.shutdown();
        int size = store.read(sql -> sql.createQuery("SELECT size FROM story_note")
                .mapTo(Integer.class)
                .one());
        assertEquals(additions.size(), size);
    }

    @OnBothStores
    void aMistakeInTheSqlIsNoRefusal() {
        assertThrows(JdbiException.class, () -> store.write(sql -> sql.execute("INSERT INTO nowhere VALUES (1)")));
        store.write(sql -> insert(sql, 1));
        assertThrows(JdbiException.class, () -> store.write(sql -> insert(sql, 1)));
    }

    @OnBothStores
    void aRoomsOwnRefusalPassesUnchanged() {
        Refusal refusal = new Refusal(Reason.GONE, "Gone.");
        assertEquals(
                refusal,
                assertThrows(
                        Refusal.class,
                        () -> store.write(sql -> {
                            throw refusal;
                        })));
    }

    @OnBothStores
    void migratingAgainChangesNothingAndRoomsDontMeet(StoreUnderTest underTest) {
        store.write(sql -> insert(sql, 1));
        store.migrate("story", getClass().getClassLoader());
        store.migrate("sequel", getClass().getClassLoader());
        SqlStore restarted = underTest.another();
        restarted.migrate("sequel", getClass().getClassLoader());
        restarted.migrate("story", getClass().getClassLoader());
        assertEquals(1, restarted.read(SqlStoreTest::count));
        int deleted = restarted.write(sql -> sql.execute("DELETE FROM sequel_note"));
        assertEquals(0, deleted);
    }

    @OnBothStores
    void aRoomWithoutMigrationsIsAMistake() {
        assertThrows(
                RuntimeException.class, () -> store.migrate("nobody", getClass().getClassLoader()));
    }

    @OnBothStores
    void aFullDiskIsSaidAndLeavesTheStoreUsable() {
        boolean sqlite = store.dialect() == Dialect.SQLITE;
        Refusal refusal = assertThrows(
                Refusal.class,
                () -> store.write(sql -> {
                    if (sqlite) {
                        sql.execute("PRAGMA max_page_count = 1");
                        return IntStream.range(0, 100_000)
                                .map(id -> insert(sql, id))
                                .sum();
                    }
                    insert(sql, 1);
                    return sql.execute("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$");
                }));
        assertEquals(Reason.STORAGE_FULL, refusal.reason());
        assertTrue(refusal.getMessage().contains("is full"), refusal.getMessage());
        if (sqlite) {
            store.write(sql -> sql.execute("PRAGMA max_page_count = 1000000"));
        }
        assertEquals(0, store.read(SqlStoreTest::count));
        store.write(sql -> insert(sql, 1));
        assertEquals(Optional.empty(), store.problem());
    }

    @OnSqlite
    void aWriteWithinAWriteIsRefusedBeforeItWaitsForItself() {
        assertThrows(IllegalStateException.class, () -> store.write(sql -> store.write(inner -> insert(inner, 1))));
        store.write(sql -> insert(sql, 1));
    }

    @OnSqlite
    void anotherProgramThatHoldsTheFileIsSaid(StoreUnderTest underTest) {
        Refusal refusal = underTest
                .another()
                .write(sql -> assertThrows(Refusal.class, () -> store.write(sql2 -> insert(sql2, 1))));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        store.write(sql -> insert(sql, 1));
    }

    @OnPostgresql
    void aConnectionThatBreaksIsSaidAndTheNextOneWorks() {
        Refusal refusal = assertThrows(
                Refusal.class,
                () -> store.write(sql -> {
                    insert(sql, 1);
                    return sql.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(0, store.read(SqlStoreTest::count));
        store.write(sql -> insert(sql, 1));
    }

    @OnPostgresql
    void ofTwoChangesInEachOthersWayOneIsToldToTryAgain() throws Exception {
        store.write(sql -> insert(sql, 1));
        store.write(sql -> insert(sql, 2));
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Refusal> refused = new ArrayList<>();
        for (Future<Integer> change : threads.invokeAll(
                List.of(() -> change(1, bothHoldOne, 2), (Callable<Integer>) () -> change(2, bothHoldOne, 1)))) {
            try {
                assertEquals(1, change.get());
            } catch (ExecutionException e) {
                refused.add((Refusal) e.getCause());
            }
        }
        threads.shutdown();
        assertEquals(1, refused.size());
        assertEquals(Reason.UNAVAILABLE, refused.get(0).reason());
        assertTrue(
                refused.get(0).getMessage().contains("try again"),
                refused.get(0).getMessage());
    }

    @OnPostgresql
    void aReadDoesNotWaitForeverForATableThatSomebodyChanges(StoreUnderTest underTest) {
        Refusal refusal = underTest.another().write(sql -> {
            sql.execute("ALTER TABLE story_note ADD COLUMN colour TEXT");
            return assertThrows(Refusal.class, () -> store.read(SqlStoreTest::count));
        });
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertTrue(refusal.getMessage().contains("held by another connection"), refusal.getMessage());
        assertEquals(0, store.read(SqlStoreTest::count));
    }

    private int change(int first, CyclicBarrier meeting, int second) {
        return store.write(sql -> {
            sql.execute("UPDATE story_note SET size = 1 WHERE id = ?", first);
            try {
                meeting.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            return sql.execute("UPDATE story_note SET size = 2 WHERE id = ?", second);
        });
    }

    @OnSqlite
    void aDataFileThatIsGoneMakesTheStoreUnready(StoreUnderTest underTest) throws Exception {
        Path file = underTest.folder().resolve("beffroi.db");
        Path away = underTest.folder().resolve("away.db");
        Files.move(file, away);
        assertTrue(store.problem().orElse("").contains("restore it from a backup"));
        Files.move(away, file);
        assertFalse(store.problem().isPresent());
    }

    private static int insert(Handle sql, int id) {
        return sql.execute("INSERT INTO story_note (id, text, size) VALUES (?, ?, 0)", id, "é".repeat(100));
    }

    private static int count(Handle sql) {
        return sql.createQuery("SELECT count(*) FROM story_note")
                .mapTo(Integer.class)
                .one();
    }

    private static void inAnotherThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
