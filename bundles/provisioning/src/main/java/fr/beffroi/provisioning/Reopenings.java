package fr.beffroi.provisioning;

import fr.beffroi.api.Readiness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances that have to be opened again after a start of the house, for they live in its memory only, and those that a failed
 * operation left otherwise than the register says. One that doesn't open doesn't keep the others; it is tried again with each round.
 * Safe for use by many threads.
 */
final class Reopenings implements Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Reopenings.class);

    /** What isn't open yet, with the address that failed once it was tried. */
    private final Map<Task.Reopen, Optional<String>> closed = new LinkedHashMap<>();

    /** What a failed operation left, and wasn't tried yet. */
    private final Set<Task.Reopen> later = new LinkedHashSet<>();

    private boolean known;
    private int total;
    private int tried;

    /** Says, once, what there is to be opened. */
    synchronized void expect(Collection<Task.Reopen> all) {
        for (Task.Reopen task : all) {
            closed.put(task, Optional.empty());
        }
        known = true;
        total = closed.size();
        if (total > 0) {
            LOG.info("{} instances are being opened again", total);
        }
    }

    /** One more, after the start. It is none of those that the house waits for before it is ready. */
    synchronized void expectAlso(Task.Reopen task) {
        later.add(task);
    }

    synchronized boolean areKnown() {
        return known;
    }

    synchronized boolean isClosed(Task.Reopen task) {
        return closed.containsKey(task) || later.contains(task);
    }

    /** What is still to be opened. */
    synchronized List<Task.Reopen> remaining() {
        Set<Task.Reopen> all = new LinkedHashSet<>(closed.keySet());
        all.addAll(later);
        return List.copyOf(all);
    }

    /** It stands, or there is nothing to stand any more. */
    synchronized void succeeded(Task.Reopen task) {
        later.remove(task);
        Optional<String> before = closed.remove(task);
        if (before != null && before.isEmpty()) {
            progress();
        } else if (before != null) {
            LOG.info("the instance of subscription {} of {} is open at last", task.subscription(), task.tenant());
        }
    }

    synchronized void failed(Task.Reopen task, String service, Throwable cause) {
        later.remove(task);
        Optional<String> before = closed.put(task, Optional.of(task.tenant() + "/" + service));
        LOG.warn("{}/{} does not open again: {}", task.tenant(), service, cause.getMessage(), cause);
        if (before != null && before.isEmpty()) {
            progress();
        }
    }

    private void progress() {
        tried++;
        if (tried == total) {
            LOG.info("{} of {} instances are open again", total - closed.size(), total);
        } else if (tried % 25 == 0) {
            LOG.info("opening instances again: {} of {}", tried, total);
        }
    }

    @Override
    public String part() {
        return "provisioning";
    }

    @Override
    public synchronized Optional<String> problem() {
        if (!known) {
            return Optional.of("Provisioning hasn't looked yet at what there is to open; wait a moment.");
        }
        if (tried < total) {
            return Optional.of(
                    "Instances are being opened again, " + tried + " of " + total + " so far; wait a moment.");
        }
        return Optional.empty();
    }

    /** One commune's instance that doesn't open is no reason to send everybody away. */
    @Override
    public synchronized Optional<String> warning() {
        List<String> failed = new ArrayList<>();
        closed.values().forEach(address -> address.ifPresent(failed::add));
        return failed.isEmpty()
                ? Optional.empty()
                : Optional.of(failed.size() + " of " + Math.max(total, failed.size())
                        + " instances did not open again: "
                        + String.join(", ", failed.subList(0, Math.min(10, failed.size())))
                        + "; see the log for why. They are tried again with each round.");
    }
}
