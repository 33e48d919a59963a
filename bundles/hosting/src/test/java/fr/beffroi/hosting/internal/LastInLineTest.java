package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastInLineTest {
    private final LastInLine line = new LastInLine();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    @Test
    void aThreadIsPutLastOnceAndAloneWhateverItsName() throws Exception {
        Set<Long> before = last();
        Thread one = start("runs \"on\" #1 nid=0x1 (and on");
        start("its neighbour");

        assertEquals(List.of(one), line.put(List.of(one, one)));

        assertEquals(1, since(before));
        assertEquals(List.of(), line.put(List.of(one)), "it is there already");
    }

    @Test
    void aThreadWhoseNameTellsTheNumberOfAnotherIsLeftWhereItIs() throws Exception {
        Set<Long> before = last();
        Thread liar = start("liar");
        liar.setName("liar\n\"liar\" #" + liar.getId() + " prio=5 nid=0x1 runnable\n\"");

        assertEquals(List.of(), line.put(List.of(liar)));
        liar.setName("liar\n\"liar\" #99999999999999999999 prio=5 nid=1 runnable\n\"");
        Thread honest = start("honest");
        assertEquals(List.of(honest), line.put(List.of(honest)), "a number too large for one is none");

        assertEquals(1, since(before));
    }

    @Test
    void aThreadThatHasEndedIsNothingToPutAnywhere() throws Exception {
        Thread over = start("over");
        end.countDown();
        over.join();
        assertEquals(List.of(), line.put(List.of(over)));
    }

    private Thread start(String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.start();
        return thread;
    }

    /** How many are last now and weren't then; others that were may have ended meanwhile. */
    static int since(Set<Long> then) throws IOException {
        Set<Long> now = last();
        now.removeAll(then);
        return now.size();
    }

    /** The threads of this process that are last, as the kernel has it. */
    static Set<Long> last() throws IOException {
        Set<Long> last = new HashSet<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                long number = Long.parseLong(task.getFileName().toString());
                if (LastInLine.niceness(number).filter(nice -> nice == 19).isPresent()) {
                    last.add(number);
                }
            }
        }
        return last;
    }
}
