package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal.Attachment;
import fr.beffroi.journal.Verification;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SqlJournalTest {
    private static final Actor ACTOR = Actor.room("story");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final StoryClock clock = new StoryClock();
    private Store store;
    private SqlJournal journal;

    @BeforeEach
    void open(Store store) {
        this.store = store;
        Fold.makeTable(store);
        journal = SqlJournal.open(store, clock);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @OnBothStores
    void whatWasDecidedIsReadBack() {
        for (Decision decision : Samples.ofEachKind()) {
            Entry entry = journal.decide(ACTOR, decisions -> decisions.record(decision));
            assertEquals(
                    List.of(entry.hash()),
                    journal.read(entry.number() - 1, 1).stream()
                            .map(Entry::hash)
                            .toList());
        }
        List<Entry> entries = journal.read(0, 1_000);
        assertEquals(Samples.ofEachKind().size(), entries.size());
        assertEquals(entries.size(), journal.head());
        assertEquals(List.of(), journal.read(entries.size(), 10));
        assertEquals("room/story", entries.get(0).by());
        assertEquals(
                Instant.parse("2026-10-01T08:00:00.123456Z"), entries.get(0).at());
        assertWhole(entries.size());
    }

    @OnBothStores
    void manyThreadsMakeOneChain() throws Exception {
        journal.attach("fold", new Fold());
        List<Decision> samples = Samples.ofEachKind();
        ExecutorService threads = Executors.newFixedThreadPool(12);
        List<Callable<List<Long>>> work = IntStream.range(0, 120)
                .mapToObj(seed -> (Callable<List<Long>>) () -> decideSome(new Random(seed), samples))
                .toList();
        List<Long> acknowledged = new ArrayList<>();
        for (Future<List<Long>> numbers : threads.invokeAll(work)) {
            acknowledged.addAll(numbers.get());
        }
        threads.shutdown();
        List<Entry> entries = journal.read(0, 10_000);
        assertEquals(
                LongStream.rangeClosed(1, acknowledged.size()).boxed().toList(),
                acknowledged.stream().sorted().toList());
        assertEquals(acknowledged.size(), entries.size());
        assertEquals(Fold.of(entries), Fold.table(store));
        assertWhole(entries.size());
    }

    /** Some decisions of one transaction, which sometimes fails. */
    private List<Long> decideSome(Random random, List<Decision> samples) {
        boolean fails = random.nextInt(4) == 0;
        try {
            return journal.decide(ACTOR, decisions -> {
                List<Long> numbers = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    numbers.add(decisions
                            .record(samples.get(random.nextInt(samples.size())))
                            .number());
                }
                if (fails) {
                    throw new ArithmeticException("fails on purpose");
                }
                return numbers;
            });
        } catch (ArithmeticException e) {
            return List.of();
        }
    }

    @OnBothStores
    void aRehearsalTellsAndLeavesNothing() {
        journal.attach("fold", new Fold());
        depart();
        long number = journal.rehearse(ACTOR, decisions -> {
            decisions.record(new Decision.CommuneLeft(Samples.AJACCIO));
            return decisions.record(new Decision.CommuneLeft(Samples.NIMES)).number();
        });
        assertEquals(3, number);
        assertEquals(Fold.of(journal.read(0, 10)), Fold.table(store));
        assertEquals(1, journal.head());
        assertWhole(1);
        assertThrows(
                ArithmeticException.class,
                () -> journal.rehearse(ACTOR, decisions -> {
                    throw new ArithmeticException();
                }));
    }

    @OnBothStores
    void aProjectionThatFailsFailsTheDecision() {
        journal.attach("fold", new Fold());
        Attachment failing = journal.attach("failing", (sql, entry) -> {
            throw new ArithmeticException();
        });
        assertThrows(ArithmeticException.class, this::depart);
        assertThrows(
                IllegalStateException.class,
                () -> journal.decide(ACTOR, decisions -> {
                    assertThrows(
                            ArithmeticException.class,
                            () -> decisions.record(new Decision.DepartureDecided(Samples.NIMES)));
                    return "carries on all the same";
                }));
        assertEquals(0, journal.head());
        assertTrue(Fold.table(store).isEmpty());
        failing.close();
        depart();
        assertWhole(1);
    }

    @OnBothStores
    void aProjectionAttachedLaterCatchesUp(StoreUnderTest underTest) {
        int many = Places.BATCH + 7;
        journal.decide(ACTOR, decisions -> {
            for (int i = 0; i < many; i++) {
                decisions.record(new Decision.DepartureDecided(i % 2 == 0 ? Samples.NIMES : Samples.AJACCIO));
            }
            return null;
        });
        journal.attach("fold", new Fold());
        assertEquals(Fold.of(journal.read(0, many)), Fold.table(store));
        assertThrows(IllegalStateException.class, () -> journal.attach("fold", new Fold()));
        depart();
        assertEquals(Fold.of(journal.read(0, many + 1)), Fold.table(store));
        SqlJournal restarted = SqlJournal.open(underTest.another(), clock);
        restarted.attach("fold", new Fold());
        assertEquals(Fold.of(journal.read(0, many + 1)), Fold.table(store));
        assertWhole(many + 1);
    }

    @OnBothStores
    void aProjectionCatchesUpWithWhatAnotherNodeDecidedWithoutIt(StoreUnderTest underTest) {
        journal.attach("fold", new Fold());
        depart();
        SqlJournal other = SqlJournal.open(underTest.another(), clock);
        other.decide(ACTOR, decisions -> decisions.record(new Decision.CommuneLeft(Samples.AJACCIO)));
        depart();
        assertEquals(Fold.of(journal.read(0, 10)), Fold.table(store));
        assertWhole(3);
    }

    @OnBothStores
    void twoNodesMakeOneChain(StoreUnderTest underTest) throws Exception {
        SqlJournal other = SqlJournal.open(underTest.another(), clock);
        journal.attach("fold", new Fold());
        other.attach("fold", new Fold());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Entry>> work = IntStream.range(0, 40)
                .mapToObj(i -> (Callable<Entry>) () -> (i % 2 == 0 ? journal : other)
                        .decide(ACTOR, decisions -> decisions.record(new Decision.CommuneLeft(Samples.NIMES))))
                .toList();
        for (Future<Entry> decided : threads.invokeAll(work)) {
            decided.get();
        }
        threads.shutdown();
        assertEquals(Fold.of(journal.read(0, 100)), Fold.table(store));
        assertWhole(40);
    }

    @OnBothStores
    void whoDecidesSeesEveryEarlierDecision() throws Exception {
        store.write(sql -> sql.execute("CREATE TABLE taken (id TEXT NOT NULL)"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> work = IntStream.range(0, 40)
                .mapToObj(i -> (Callable<Integer>) () -> journal.decide(ACTOR, this::takeTheOneId))
                .toList();
        int taken = 0;
        for (Future<Integer> one : threads.invokeAll(work)) {
            taken += one.get();
        }
        threads.shutdown();
        assertEquals(1, taken);
    }

    private int takeTheOneId(Decisions decisions) {
        int found = decisions
                .sql()
                .createQuery("SELECT count(*) FROM taken")
                .mapTo(Integer.class)
                .one();
        return found == 0 ? decisions.sql().execute("INSERT INTO taken (id) VALUES ('the one')") : 0;
    }

    @OnBothStores
    void timeNeverGoesBack() {
        Entry first = depart();
        clock.set(first.at().minusSeconds(3_600));
        Entry second = depart();
        assertEquals(first.at(), second.at());
        clock.set(first.at().plusNanos(1_999));
        assertEquals(first.at().plusNanos(1_000), depart().at());
        assertWhole(3);
    }

    @OnBothStores
    void decisionsBelongToTheirCall() {
        AtomicReference<Decisions> kept = new AtomicReference<>();
        journal.decide(ACTOR, decisions -> {
            kept.set(decisions);
            return null;
        });
        assertThrows(IllegalStateException.class, () -> kept.get().record(new Decision.CommuneLeft(Samples.NIMES)));
        assertThrows(IllegalStateException.class, () -> kept.get().sql());
        assertThrows(IllegalStateException.class, () -> journal.decide(ACTOR, decisions -> depart()));
        Actor twoLines = Actor.room("a\nb");
        assertThrows(IllegalArgumentException.class, () -> journal.decide(twoLines, decisions -> null));
        assertEquals(0, journal.head());
    }

    @OnBothStores
    void aFollowerIsToldOfEverythingInOrderAfterItsCommit(StoreUnderTest underTest) throws Exception {
        depart();
        depart();
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        try (Attachment following = journal.follow("story", 1, entry -> {
            assertTrue(journal.head() >= entry.number());
            told.add(entry.number());
        })) {
            assertEquals(2, next(told));
            depart();
            assertEquals(3, next(told));
            SqlJournal otherNode = SqlJournal.open(underTest.another(), clock);
            otherNode.decide(ACTOR, decisions -> decisions.record(new Decision.CommuneLeft(Samples.NIMES)));
            assertEquals(4, next(told));
        }
    }

    @OnBothStores
    void aFollowerMissesNothingWhenTwoNodesDecideInTurn(StoreUnderTest underTest) throws Exception {
        SqlJournal other = SqlJournal.open(underTest.another(), clock);
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        try (Attachment following = journal.follow("story", 0, entry -> told.add(entry.number()))) {
            for (int i = 0; i < 20; i++) {
                other.decide(ACTOR, decisions -> decisions.record(new Decision.CommuneLeft(Samples.NIMES)));
                depart();
            }
            for (long number = 1; number <= 40; number++) {
                assertEquals(number, next(told));
            }
        }
    }

    @OnBothStores
    void aFollowerThatThrowsIsToldAgain() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        List<Long> attempts = new ArrayList<>();
        try (Attachment following = journal.follow("story", 0, entry -> {
            attempts.add(entry.number());
            if (attempts.size() < 3) {
                throw new ArithmeticException("fails on purpose");
            }
            told.add(entry.number());
        })) {
            depart();
            assertEquals(1, next(told));
            depart();
            assertEquals(2, next(told));
            assertEquals(List.of(1L, 1L, 1L, 2L), attempts);
        }
    }

    @OnBothStores
    void aFollowerClosesAtOnceEvenWhenItWaits() throws Exception {
        CountDownLatch failed = new CountDownLatch(5);
        Attachment failing = journal.follow("failing", 0, entry -> {
            failed.countDown();
            throw new ArithmeticException("fails on purpose");
        });
        CountDownLatch stuck = new CountDownLatch(1);
        Attachment waiting = journal.follow("waiting", 0, entry -> {
            stuck.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        depart();
        assertTrue(failed.await(SOON.toSeconds(), TimeUnit.SECONDS), "the follower wasn't told again");
        assertTrue(stuck.await(SOON.toSeconds(), TimeUnit.SECONDS), "the follower wasn't told");
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            failing.close();
            waiting.close();
        });
    }

    private static long next(BlockingQueue<Long> told) throws InterruptedException {
        Long number = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        if (number == null) {
            throw new AssertionError("The follower wasn't told within " + SOON);
        }
        return number;
    }

    private Entry depart() {
        return journal.decide(ACTOR, decisions -> decisions.record(new Decision.DepartureDecided(new Insee("30189"))));
    }

    private void assertWhole(long entries) {
        List<Long> progress = new ArrayList<>();
        Verification verification = journal.verify(progress::add);
        assertEquals(List.of(), verification.findings());
        assertEquals(entries, verification.entries());
        assertEquals(entries, progress.get(progress.size() - 1));
    }
}
