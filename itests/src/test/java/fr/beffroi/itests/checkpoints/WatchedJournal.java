package fr.beffroi.itests.checkpoints;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.Projection;
import fr.beffroi.journal.Verification;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Stands before the journal: a decision passes the barrier before and after its transaction, never within, where it would hold up
 * everybody else's. What will be decided, and about whom, is known beforehand by rehearsing it.
 */
final class WatchedJournal implements Journal {
    private final Journal real;
    private final Barrier barrier;

    WatchedJournal(Journal real, Barrier barrier) {
        this.real = real;
        this.barrier = barrier;
    }

    @Override
    public <R> R decide(Actor by, Function<Decisions, R> decision) {
        if (barrier.isArmed()) {
            rehearsed(by, decision).forTenant(barrier::before);
        }
        Noted noted = new Noted();
        R result = real.decide(by, decisions -> {
            noted.all.clear();
            return decision.apply(noted.taking(decisions));
        });
        noted.forTenant(barrier::after);
        return result;
    }

    private <R> Noted rehearsed(Actor by, Function<Decisions, R> decision) {
        Noted noted = new Noted();
        try {
            real.rehearse(by, decisions -> decision.apply(noted.taking(decisions)));
        } catch (Refusal e) {
            noted.all.clear();
        }
        return noted;
    }

    @Override
    public <R> R rehearse(Actor by, Function<Decisions, R> decision) {
        return real.rehearse(by, decision);
    }

    @Override
    public Attachment attach(String name, Projection projection) {
        return real.attach(name, projection);
    }

    @Override
    public Attachment follow(String name, long after, Consumer<Entry> follower) {
        return real.follow(name, after, follower);
    }

    @Override
    public List<Entry> read(long after, int limit) {
        return real.read(after, limit);
    }

    @Override
    public long head() {
        return real.head();
    }

    @Override
    public Verification verify(LongConsumer progress) {
        return real.verify(progress);
    }

    /** What one transaction recorded. */
    private static final class Noted {
        private final List<Decision> all = new ArrayList<>();

        Decisions taking(Decisions decisions) {
            return (Decisions) Proxy.newProxyInstance(
                    Decisions.class.getClassLoader(), new Class<?>[] {Decisions.class}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(decisions, arguments);
                            if (method.getName().equals("record")) {
                                all.add((Decision) arguments[0]);
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        /** Tells the commune and a name such as {@code Journal(StepDone database)}; nothing unless it is about one commune. */
        void forTenant(BiConsumer<String, String> told) {
            Set<Insee> tenants =
                    all.stream().map(Decision::tenant).flatMap(Optional::stream).collect(Collectors.toSet());
            if (tenants.size() == 1) {
                told.accept(
                        tenants.iterator().next().code(),
                        all.stream().map(Noted::name).collect(Collectors.joining(", ", "Journal(", ")")));
            }
        }

        private static String name(Decision decision) {
            String kind = decision.getClass().getSimpleName();
            if (decision instanceof Decision.StepDone done) {
                return kind + " " + done.step();
            }
            if (decision instanceof Decision.StepUndone undone) {
                return kind + " " + undone.step();
            }
            return kind;
        }
    }
}
