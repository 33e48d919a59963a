package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that can't be ended and get what nobody else wants of the processor: Linux knows a niceness for each thread, and at 19 one
 * weighs 15 against the 1,024 of any other. Java's own priorities do nothing there. Whoever has been put last stays there, because only
 * root may raise a thread again. Used by one thread.
 */
final class LastInLine {
    private static final Logger LOG = LoggerFactory.getLogger(LastInLine.class);

    /** Of a thread dump; the number of the thread for Java, then its number for the kernel: hexadecimal before Java 21. */
    private static final Pattern THREAD =
            Pattern.compile("^\".*\" #(\\d{1,18}) .*\\bnid=(0x[0-9a-f]{1,15}|\\d{1,18}) ");

    private static final Path KERNEL = Path.of("/proc/self/task");
    private static final int PATIENCE_SECONDS = 5;

    private final Set<Thread> put = Collections.newSetFromMap(new WeakHashMap<>());
    private boolean failed;

    /**
     * Puts those last that aren't yet. Where that isn't possible, it says so once in the log, and they stay where they are.
     *
     * @return those that were put there now
     */
    List<Thread> put(Collection<Thread> threads) {
        List<Thread> asked = threads.stream()
                .distinct()
                .filter(thread -> thread.isAlive() && !put.contains(thread))
                .toList();
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Thread> done = new ArrayList<>();
        try {
            Map<Long, List<Long>> kernel = kernelNumbers();
            for (Thread thread : asked) {
                List<Long> numbers = kernel.getOrDefault(thread.getId(), List.of());
                // A thread chooses its name, and one with a line break in it could tell the number of another.
                if (numbers.size() == 1 && renice(numbers.get(0))) {
                    done.add(thread);
                }
            }
        } catch (IOException | JMException e) {
            complain(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Asked once: whoever can't be put there today can't be in a second.
        put.addAll(asked);
        return done;
    }

    private static Map<Long, List<Long>> kernelNumbers() throws JMException {
        String dump = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "threadPrint",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return dump.lines()
                .map(THREAD::matcher)
                .filter(Matcher::find)
                .collect(Collectors.groupingBy(
                        line -> Long.valueOf(line.group(1)),
                        Collectors.mapping(line -> Long.decode(line.group(2)), Collectors.toList())));
    }

    private boolean renice(long number) throws IOException, InterruptedException {
        if (!Files.exists(KERNEL.resolve(Long.toString(number)))) {
            return false;
        }
        Process renice = new ProcessBuilder("renice", "-n", "19", "-p", Long.toString(number))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        if (!renice.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            renice.destroyForcibly();
            complain("renice doesn't end");
            return false;
        }
        if (renice.exitValue() != 0 && niceness(number).isPresent()) {
            complain("renice ended with " + renice.exitValue());
            return false;
        }
        return renice.exitValue() == 0;
    }

    /** What the kernel says of that thread, from -20 to 19; empty when it is gone. */
    static Optional<Integer> niceness(long number) {
        String line;
        try {
            line = Files.readString(KERNEL.resolve(Long.toString(number)).resolve("stat"));
        } catch (IOException gone) {
            return Optional.empty();
        }
        // Its name may have spaces and parentheses, what follows doesn't.
        return Optional.of(
                Integer.valueOf(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]));
    }

    private void complain(String why) {
        if (!failed) {
            failed = true;
            LOG.error(
                    "Threads that run on can't be put last in the line for the processor ({}): they slow everybody until the house is"
                            + " started again",
                    why);
        }
    }
}
