package fr.beffroi.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Clients that ask an instance again and again and take every answer, until they are closed. */
final class Attackers implements AutoCloseable {
    private static final int LONGEST_SECONDS = 300;

    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final List<Wire> wires = new ArrayList<>();
    private volatile boolean over;

    /** @param pause of each client between an answer and its next request */
    static Attackers start(int clients, int port, String path, Duration pause) {
        Attackers attackers = new Attackers();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> attackers.attack(port, path, pause), "attacker");
            thread.setDaemon(true);
            attackers.threads.add(thread);
            thread.start();
        }
        return attackers;
    }

    private void attack(int port, String path, Duration pause) {
        byte[] request = Wire.request("GET", path, "", "");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        Wire wire = open(port);
        while (!over && System.nanoTime() < end) {
            String answer;
            try {
                answer = Integer.toString(wire.send(request).status());
            } catch (IOException e) {
                answer = "cut";
                wire = open(port);
            }
            if (!over) {
                answers.computeIfAbsent(answer, key -> new LongAdder()).increment();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Wire open(int port) {
        Wire wire = new Wire(port);
        synchronized (wires) {
            wires.add(wire);
        }
        return wire;
    }

    /** How often each status came, and how many connections were cut. */
    String answers() {
        return answers.isEmpty()
                ? "none"
                : new TreeMap<>(answers)
                        .entrySet().stream()
                                .map(one -> one.getValue() + " × " + one.getKey())
                                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        over = true;
        threads.forEach(Thread::interrupt);
        synchronized (wires) {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
