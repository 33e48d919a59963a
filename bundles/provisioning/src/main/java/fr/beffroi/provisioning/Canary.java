package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.RolloutAdvanced;
import fr.beffroi.api.decision.Decision.RolloutCompleted;
import fr.beffroi.api.decision.Decision.RolloutHalted;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries rollouts on, a look at a time: orders the changes of a stage, watches it once they are made, and goes on to the next stage or
 * halts. A stage of which a change fails, an instance is unhealthy or requests fail too often goes back. What was decided stands in the
 * journal and what was done in the subscriptions, so a look needs nothing from the look before but the beginning of its watching.
 *
 * <p>Who is leaving, suspended or gone is passed over. Not safe for use by many threads at once: the rounds make the looks.
 */
final class Canary {
    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

    private final Rollouts rollouts;
    private final Broker broker;
    private final Hosting hosting;
    private final Reopenings reopenings;
    private final Outcomes outcomes;
    private final Clock clock;
    private final Duration soak;
    /** By rollout. */
    private final Map<String, Trial> trials = new HashMap<>();

    /** @param soak how long a stage is watched at least */
    Canary(
            Rollouts rollouts,
            Broker broker,
            Hosting hosting,
            Reopenings reopenings,
            Outcomes outcomes,
            Clock clock,
            Duration soak) {
        this.rollouts = rollouts;
        this.broker = broker;
        this.hosting = hosting;
        this.reopenings = reopenings;
        this.outcomes = outcomes;
        this.clock = clock;
        this.soak = soak;
    }

    void look() {
        // Until every instance was tried after a start, one that isn't there says nothing.
        if (reopenings.problem().isPresent()) {
            return;
        }
        latest().filter(one -> one.state() == Rollout.State.RUNNING).forEach(one -> apart(one, this::goOn));
        latest().filter(one -> one.state() == Rollout.State.HALTED).forEach(one -> apart(one, this::goBack));
    }

    /** What fails in one is no reason to leave the others where they are. */
    private static void apart(Rollout rollout, Consumer<Rollout> look) {
        try {
            look.accept(rollout);
        } catch (RuntimeException e) {
            LOG.error("The rollout {} could not be carried on; it is tried again in the next round", rollout.id(), e);
        }
    }

    /** The last one of each offering; those before it are over. */
    private Stream<Rollout> latest() {
        Map<String, Rollout> latest = new LinkedHashMap<>();
        rollouts.rollouts(Outcomes.ROOM).forEach(one -> latest.put(one.offering(), one));
        return latest.values().stream();
    }

    private void goOn(Rollout rollout) {
        Stage stage = new Stage(rollout);
        Optional<String> objection = stage.objection();
        if (objection.isPresent()) {
            halt(rollout, objection.get());
        } else if (stage.isChanged()) {
            watch(rollout, stage);
        } else {
            trials.remove(rollout.id());
            stage.change();
        }
    }

    private void watch(Rollout rollout, Stage stage) {
        Instant now = clock.instant();
        Trial trial = trials.get(rollout.id());
        if (trial == null || !trial.stageSince().equals(rollout.since())) {
            trial = Trial.begin(rollout.since(), now, hosting.uses());
            trials.put(rollout.id(), trial);
        }
        Optional<String> objection = trial.objection(hosting.uses(), stage.addresses(), stage.addressesOfOthers());
        if (objection.isPresent()) {
            halt(rollout, objection.get());
        } else if (stage.inUse.isEmpty() || !now.isBefore(trial.began().plus(soak))) {
            trials.remove(rollout.id());
            turn(
                    rollout,
                    rollout.isLastStage()
                            ? new RolloutCompleted(rollout.id())
                            : new RolloutAdvanced(rollout.id(), rollout.stage() + 1));
        }
    }

    private void halt(Rollout rollout, String sentence) {
        trials.remove(rollout.id());
        LOG.warn("The rollout {} of {} is halted: {}", rollout.id(), rollout.version(), sentence);
        turn(rollout, new RolloutHalted(rollout.id(), sentence));
    }

    private void turn(Rollout seen, Decision decision) {
        outcomes.turned(rollouts, seen, decision);
    }

    /**
     * Only what was last ordered before the halt: whoever orders the version for a commune afterwards, or resumes it, means it. So
     * nobody has to remember who went back already.
     */
    private void goBack(Rollout rollout) {
        for (Rollout.Member member : rollout.members()) {
            inUse(member)
                    .filter(one -> one.version().equals(Optional.of(rollout.version())))
                    .filter(one -> !one.operation().startedAt().isAfter(rollout.since())
                            || isFailedChangeTo(one, member.version()))
                    .ifPresent(one -> order(one, member.version()));
        }
    }

    private static boolean isFailedChangeTo(Subscription one, String version) {
        return one.operation().kind() == Operation.Kind.CHANGE
                && one.operation().state() == Operation.State.FAILED
                && one.wanted()
                        .filter(wanted -> wanted.version().equals(Optional.of(version)))
                        .isPresent();
    }

    private Optional<Subscription> inUse(Rollout.Member member) {
        return broker.subscription(Outcomes.ROOM, member.subscription())
                .filter(one -> one.tenant().equals(member.commune()) && one.state() == Subscription.State.ACTIVE);
    }

    /** @return why it can't be had, for good; the next look tries again what somebody else keeps from being changed now */
    private Optional<String> order(Subscription subscription, String version) {
        if (subscription.operation().isUnderWay()) {
            return Optional.empty();
        }
        try {
            broker.order(
                    Outcomes.ROOM,
                    new Order.Change(
                            subscription.id(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(version)));
            return Optional.empty();
        } catch (Refusal refusal) {
            LOG.info("{} can't have the version {} now: {}", subscription.id(), version, refusal.getMessage());
            return Optional.of(refusal)
                    .filter(one -> one.reason() == Reason.INVALID || one.reason() == Reason.NOT_ELIGIBLE)
                    .map(Refusal::getMessage);
        }
    }

    /** The stage that a rollout is at, as it stands now. */
    private final class Stage {
        private final Rollout rollout;
        private final String service;
        private final List<Subscription> inUse;
        private final List<Instance> instances;
        private final Map<Insee, String> sick;

        Stage(Rollout rollout) {
            this.rollout = rollout;
            this.service = broker.catalogue().stream()
                    .filter(offering -> offering.id().equals(rollout.offering()))
                    .map(Offering::name)
                    .findFirst()
                    .orElseThrow();
            this.inUse = rollout.members().stream()
                    .flatMap(member -> inUse(member).stream())
                    .toList();
            this.instances = hosting.instances().stream()
                    .filter(instance -> instance.service().equals(service))
                    .toList();
            this.sick = hosting.unhealthy().stream()
                    .filter(one -> one.service().equals(service))
                    .collect(Collectors.toMap(Unhealthy::tenant, Unhealthy::reason));
        }

        boolean isChanged() {
            return inUse.stream().allMatch(this::isChanged);
        }

        private boolean isChanged(Subscription one) {
            return one.version().equals(Optional.of(rollout.version()))
                    && !one.operation().isUnderWay();
        }

        void change() {
            for (Subscription one : inUse) {
                Optional<String> impossible = isChanged(one) ? Optional.empty() : order(one, rollout.version());
                if (impossible.isPresent()) {
                    halt(rollout, Sentences.changeImpossible(one.tenant(), impossible.get()));
                    return;
                }
            }
        }

        /** What speaks against going on, as far as it is seen without looking at requests. */
        Optional<String> objection() {
            return inUse.stream()
                    .flatMap(one -> failure(one).or(() -> illness(one)).stream())
                    .findFirst();
        }

        /** A change of an earlier try doesn't count. */
        private Optional<String> failure(Subscription one) {
            Operation operation = one.operation();
            return isFailedChangeTo(one, rollout.version())
                            && !operation.startedAt().isBefore(rollout.since())
                    ? Optional.of(Sentences.changeFailed(one.tenant(), operation.description()))
                    : Optional.empty();
        }

        private Optional<String> illness(Subscription one) {
            if (!isChanged(one)) {
                return Optional.empty();
            }
            if (instances.stream().noneMatch(instance -> instance.tenant().equals(one.tenant()))) {
                return Optional.of(Sentences.instanceGone(one.tenant()));
            }
            return Optional.ofNullable(sick.get(one.tenant()))
                    .map(reason -> Sentences.instanceUnhealthy(one.tenant(), reason));
        }

        Set<String> addresses() {
            return inUse.stream().map(one -> one.tenant() + "/" + service).collect(Collectors.toSet());
        }

        Set<String> addressesOfOthers() {
            return instances.stream()
                    .filter(instance -> !instance.version().equals(rollout.version()))
                    .map(instance -> instance.tenant() + "/" + service)
                    .collect(Collectors.toSet());
        }
    }
}
