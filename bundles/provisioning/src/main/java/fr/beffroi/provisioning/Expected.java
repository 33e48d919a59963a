package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Directory;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the register says that stands, at one moment. What is being worked on is busy: nothing is expected of it, and nothing that is
 * found of it is too much.
 */
final class Expected {
    private final Map<String, Work> services = new TreeMap<>();
    private final Map<String, Program> programs = new TreeMap<>();
    private final Set<String> busy = new HashSet<>();
    private final Map<String, String> moments = new TreeMap<>();

    /**
     * The entry of a program in the directory.
     *
     * @param binding empty when the program is the service's own instance
     */
    record Program(Work work, Optional<Binding> binding) {}

    static Expected of(Collection<Work> works, Programs programs) {
        Expected expected = new Expected();
        works.forEach(work -> expected.add(work, programs));
        return expected;
    }

    private void add(Work work, Programs programs) {
        Subscription subscription = work.subscription();
        // A commune has had one service several times; only one of them stands.
        if (!subscription.stands() || subscription.state() == Subscription.State.REQUESTED) {
            return;
        }
        boolean settled = isSettled(work);
        String moment = subscription.state() + " " + work.operation().id()
                + work.operation().state();
        note(work.address(), moment, !settled);
        if (settled) {
            services.put(work.address(), work);
        }
        if (work.hosted()) {
            String key = program(work.tenant(), Directory.instance(work.service()));
            note(key, moment, !settled);
            if (settled && DirectoryStep.isLoggedInFor(work)) {
                this.programs.put(key, new Program(work, Optional.empty()));
            }
        }
        if (work.offering().terms().binding().isPresent()) {
            for (Binding binding : programs.bindings(work)) {
                boolean worked = binding.operation().isUnderWay() || Programs.isUnfinished(binding);
                String key = program(work.tenant(), binding.credential());
                note(
                        key,
                        binding.state() + " " + binding.operation().id()
                                + binding.operation().state(),
                        !settled || worked);
                if (settled && work.isUsable() && programs.isDue(work, binding)) {
                    this.programs.put(key, new Program(work, Optional.of(binding)));
                }
            }
        }
    }

    private void note(String key, String moment, boolean worked) {
        moments.put(key, moment);
        if (worked) {
            busy.add(key);
        }
    }

    private static boolean isSettled(Work work) {
        Operation operation = work.operation();
        return switch (work.subscription().state()) {
            case ACTIVE, SUSPENDED -> !operation.isUnderWay();
            case LEAVING -> work.subscription().isUnderNotice() && !work.isNoticeOver();
            case REQUESTED, PROVISIONING, CLOSED, FAILED -> false;
        };
    }

    /** Leaves to people's eyes only what stayed the same while one looked: all that changed since is busy. */
    Expected and(Expected later) {
        Set<String> changed = new HashSet<>(moments.keySet());
        changed.addAll(later.moments.keySet());
        changed.removeIf(key -> moments.getOrDefault(key, "").equals(later.moments.getOrDefault(key, "")));
        later.busy.addAll(busy);
        later.busy.addAll(changed);
        later.services.keySet().removeAll(later.busy);
        later.programs.keySet().removeAll(later.busy);
        return later;
    }

    /** By address. */
    Map<String, Work> services() {
        return services;
    }

    /** By commune and name of the entry: {@code 30189/…}. */
    Map<String, Program> programs() {
        return programs;
    }

    boolean isBusy(String key) {
        return busy.contains(key);
    }

    static String program(Insee tenant, String credential) {
        return tenant + "/" + credential;
    }
}
