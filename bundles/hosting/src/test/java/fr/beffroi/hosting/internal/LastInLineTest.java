package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        long before = last();
        Thread one = start("runs \"on\" #1 nid=0x1 (and on");
        start("its neighbour");

        assertEquals(List.of(one), line.put(List.of(one, one)));

        assertEquals(before + 1, last());
        assertEquals(List.of(), line.put(List.of(one)), "it is there already");
    }

    @Test
    void aThreadWhoseNameTellsTheNumberOfAnotherIsLeftWhereItIs() throws Exception {
        long before = last();
        Thread liar = start("liar");
        liar.setName("liar\n\"liar\" #" + liar.getId() + " prio=5 nid=0x1 runnable\n\"");

        assertEquals(List.of(), line.put(List.of(liar)));

        assertEquals(before, last());
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

    /** How many threads of this process are last, as the kernel has it. */
    static long last() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            long last = 0;
            for (Path task : tasks.toList()) {
                if (LastInLine.niceness(Long.parseLong(task.getFileName().toString()))
                        .filter(nice -> nice == 19)
                        .isPresent()) {
                    last++;
                }
            }
            return last;
        }
    }
}
