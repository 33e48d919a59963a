package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Departures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watchman's round: compares what the register says with what is being done, and puts into the lanes whatever lies about. The first
 * round after a start is what brings the house back; the later ones catch what could not be recorded or opened before, what has come to
 * its time, and what was left. It asks the register a few times, however many live here. Not safe for use by many threads at once: one timer makes the rounds.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Broker broker;
    private final Bindings bindings;
    private final Departures departures;
    private final Works works;
    private final Programs programs;
    private final Reopenings reopenings;
    private final Leftovers leftovers;
    private final Canary canary;
    private final Lanes lanes;
    private final Clock clock;

    Rounds(
            Broker broker,
            Bindings bindings,
            Departures departures,
            Works works,
            Programs programs,
            Reopenings reopenings,
            Leftovers leftovers,
            Canary canary,
            Lanes lanes,
            Clock clock) {
        this.broker = broker;
        this.bindings = bindings;
        this.departures = departures;
        this.works = works;
        this.programs = programs;
        this.reopenings = reopenings;
        this.leftovers = leftovers;
        this.canary = canary;
        this.lanes = lanes;
        this.clock = clock;
    }

    void make() {
        List<Work> all = works.all();
        if (!reopenings.areKnown()) {
            reopenings.expect(all.stream()
                    .filter(Rounds::isMadeAnew)
                    .map(work ->
                            new Task.Reopen(work.tenant(), work.subscription().id()))
                    .toList());
        }
        reopenings.remaining().forEach(lanes::send);
        Findings findings = new Findings(programs.standing());
        all.forEach(findings::look);
        leftovers.due(findings.rests, findings.unsettled).forEach(rest -> ask(rest.key(), rest.order()));
        departures.leaving().forEach(tenant -> lanes.send(new Task.Farewell(tenant)));
        canary.look();
    }

    /** Instances live in memory, and so may the directory: what is in use or suspended is made anew after each start. */
    private static boolean isMadeAnew(Work work) {
        return work.stance() != Work.Stance.NONE
                || DirectoryStep.isLoggedInFor(work)
                || work.isUsable() && Programs.givesDirectory(work);
    }

    /** A refusal is an answer too: somebody else was faster, or it has become clear of itself. */
    private static void ask(String what, Runnable order) {
        try {
            order.run();
        } catch (Refusal refusal) {
            LOG.warn("{} can't be ended yet: {}", what, refusal.getMessage());
        }
    }

    /** What one round finds. */
    private final class Findings {
        private final List<Leftovers.Rest> rests = new ArrayList<>();
        private final Set<String> unsettled = new HashSet<>();
        private final Map<String, List<Binding>> standing;

        /** @param standing bindings that haven't ended, by subscription */
        Findings(Map<String, List<Binding>> standing) {
            this.standing = standing;
        }

        /** Bindings first: one that is still being made is given up before its subscription ends. */
        void look(Work work) {
            Subscription subscription = work.subscription();
            if (subscription.stands() && work.offering().terms().binding().isPresent()) {
                standing.getOrDefault(subscription.id(), List.of()).forEach(binding -> look(work, binding));
            }
            if (work.operation().isUnderWay()) {
                lanes.send(new Task.CarryOut(
                        work.tenant(), subscription.id(), work.operation().id()));
            }
            switch (subscription.state()) {
                case SUSPENDED ->
                    rest(
                            work,
                            subscription.id(),
                            !work.operation().leftovers().isEmpty(),
                            () -> broker.order(
                                    Outcomes.ROOM, new Order.Suspend(subscription.id(), Sentences.SUSPENDED_IN_PART)));
                // An end has no other outcome than its success; the leftovers of a creation come to an end too.
                case LEAVING, FAILED ->
                    rest(
                            work,
                            subscription.id(),
                            subscription.stands() && work.operation().state() == Operation.State.FAILED,
                            () -> broker.order(Outcomes.ROOM, new Order.Unsubscribe(subscription.id(), false)));
                case REQUESTED, PROVISIONING, ACTIVE, CLOSED -> {
                    // Nothing is left of it, or its reopening looks after it.
                }
            }
        }

        private void look(Work work, Binding binding) {
            String key = work.subscription().id() + " " + binding.id();
            boolean expired = binding.state() == Binding.State.ACTIVE && binding.isExpired(clock.instant());
            if (binding.operation().isUnderWay()) {
                lanes.send(new Task.CarryOut(
                        work.tenant(),
                        binding.subscription(),
                        Optional.of(binding.id()),
                        binding.operation().id()));
            } else if (expired && isSettled(work)) {
                ask("the expired binding " + key, () -> unbind(binding));
            }
            rest(
                    works.of(work, binding),
                    key,
                    isSettled(work) && Programs.isUnfinished(binding),
                    () -> unbind(binding));
        }

        /** What is under way may leave something again: what was tried before isn't forgotten for it. */
        private void rest(Work work, String key, boolean left, Runnable order) {
            if (left || work.operation().isUnderWay()) {
                unsettled.add(key);
            }
            if (left) {
                rests.add(new Leftovers.Rest(key, sentence(work), order));
            }
        }

        /** Whether bindings can be ended one by one: nothing else is being done, but a notice may run. */
        private boolean isSettled(Work work) {
            return work.isUsable()
                    || switch (work.subscription().state()) {
                        // An end that failed may wait for long: what has expired doesn't wait with it.
                        case SUSPENDED, LEAVING -> !work.operation().isUnderWay();
                        case REQUESTED, PROVISIONING, ACTIVE, CLOSED, FAILED -> false;
                    };
        }

        private void unbind(Binding binding) {
            bindings.unbind(Outcomes.ROOM, new Order.Unbind(binding.subscription(), binding.id()), Manner.PLAIN);
        }

        private String sentence(Work work) {
            Operation operation = work.operation();
            return work.address() + ": "
                    + (operation.leftovers().isEmpty()
                            ? operation.description()
                            : String.join(", ", operation.leftovers()));
        }
    }
}
