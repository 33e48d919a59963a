package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.RolloutAdvanced;
import fr.beffroi.api.decision.Decision.RolloutBegun;
import fr.beffroi.api.decision.Decision.RolloutHalted;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Rollouts as people begin, halt and resume them. Carrying them on is provisioning's, which follows the journal. */
@Component
public final class JournaledRollouts implements Rollouts {
    /** One in so many comes with the second stage. */
    private static final int TENTH = 10;

    private final Register register;
    private final Journal journal;
    private final Communes communes;

    @Activate
    public JournaledRollouts(@Reference Register register, @Reference Journal journal, @Reference Communes communes) {
        this.register = register;
        this.journal = journal;
        this.communes = communes;
    }

    @Override
    public Rollout begin(Actor actor, String offering, String version, Optional<Insee> first) {
        actor.require(Role.STAFF);
        return journal.decide(actor, decisions -> {
            Offering found = requireHosted(decisions.sql(), offering, version);
            new RolloutRows(decisions.sql())
                    .all().stream()
                            .filter(one -> one.offering().equals(found.id()) && one.state() == Rollout.State.RUNNING)
                            .findFirst()
                            .ifPresent(JournaledRollouts::refuseBeside);
            List<Rollout.Member> members = members(decisions.sql(), found, version, first);
            String id = UUID.randomUUID().toString();
            return record(decisions, id, new RolloutBegun(id, found.id(), version, stages(members)));
        });
    }

    private static void refuseBeside(Rollout other) {
        throw new Refusal(
                Reason.CONCURRENT,
                "The rollout " + other.id() + " of the version " + other.version()
                        + " of this service is running; halt it, or begin when it is completed.");
    }

    private Offering requireHosted(Handle sql, String name, String version) {
        Offering offering = register.offerings(sql).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new Refusal(Reason.NOT_FOUND, "The catalogue has no service of the name " + name + "."));
        HostedBundle bundle = offering.hosted()
                .orElseThrow(() -> Refusal.invalid("The service " + name + " isn't hosted, so it has no versions."));
        if (!bundle.offers(version)) {
            throw Refusal.invalid(
                    "The service " + name + " can't be had in the version " + version + "; see the catalogue.");
        }
        return offering;
    }

    /** Who gets it, in that order. */
    private List<Rollout.Member> members(Handle sql, Offering offering, String version, Optional<Insee> first) {
        Map<String, String> formerly = waysBack(sql, offering);
        List<Rollout.Member> members = register.standingOf(sql, offering.id()).stream()
                .map(Life::subscription)
                .filter(one -> one.state() == Subscription.State.ACTIVE)
                .flatMap(one -> one.version().stream()
                        .filter(current -> !current.equals(version))
                        .map(current -> new Rollout.Member(
                                one.id(), one.tenant(), formerly.getOrDefault(one.id() + " " + current, current))))
                .sorted(Comparator.comparing((Rollout.Member one) -> !first.equals(Optional.of(one.commune())))
                        .thenComparing(this::population)
                        .thenComparing(one -> one.commune().code()))
                .toList();
        if (members.isEmpty()) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "No commune uses the service " + offering.name() + " in another version than " + version + ".");
        }
        first.filter(insee -> !members.get(0).commune().equals(insee)).ifPresent(insee -> {
            throw Refusal.invalid("The commune " + insee + " doesn't use the service " + offering.name()
                    + " in another version than " + version + ", so it can't be the first.");
        });
        return members;
    }

    /**
     * By subscription and version: where those go back to that are still on the version of a rollout that was halted. They never meant
     * to be there, so it is no way back for a later one.
     */
    private static Map<String, String> waysBack(Handle sql, Offering offering) {
        Map<String, String> formerly = new HashMap<>();
        List<Rollout> all = new RolloutRows(sql)
                .all().stream()
                        .filter(one -> one.offering().equals(offering.id()))
                        .toList();
        if (!all.isEmpty() && all.get(all.size() - 1).state() == Rollout.State.HALTED) {
            Rollout halted = all.get(all.size() - 1);
            halted.members()
                    .forEach(member -> formerly.put(member.subscription() + " " + halted.version(), member.version()));
        }
        return formerly;
    }

    private int population(Rollout.Member member) {
        return communes.find(member.commune()).map(Commune::population).orElse(0);
    }

    /** One; then as many as make a tenth of all with it, rounded up, but one at least; then the rest. */
    private static List<Rollout.Stage> stages(List<Rollout.Member> members) {
        int all = members.size();
        int second = Math.min(all, Math.max(2, (all + TENTH - 1) / TENTH));
        List<Rollout.Stage> stages = new ArrayList<>();
        for (List<Rollout.Member> part :
                List.of(members.subList(0, 1), members.subList(1, second), members.subList(second, all))) {
            if (!part.isEmpty()) {
                stages.add(new Rollout.Stage(part));
            }
        }
        return stages;
    }

    @Override
    public Rollout halt(Actor actor, String rollout, String reason) {
        actor.require(Role.STAFF);
        if (reason == null || reason.isBlank()) {
            throw Refusal.invalid("Say why the rollout is halted: others read it.");
        }
        return turn(actor, rollout, (found, all) -> {
            if (found.state() != Rollout.State.RUNNING) {
                throw new Refusal(Reason.NOT_ELIGIBLE, "The rollout " + rollout + " isn't running.");
            }
            return new RolloutHalted(rollout, reason);
        });
    }

    @Override
    public Rollout resume(Actor actor, String rollout) {
        actor.require(Role.STAFF);
        return turn(actor, rollout, (found, all) -> {
            if (found.state() != Rollout.State.HALTED) {
                throw new Refusal(Reason.NOT_ELIGIBLE, "The rollout " + rollout + " isn't halted.");
            }
            all.stream()
                    .filter(one -> one.offering().equals(found.offering()))
                    .reduce((earlier, later) -> later)
                    .filter(latest -> !latest.id().equals(rollout))
                    .ifPresent(latest -> {
                        throw new Refusal(
                                Reason.NOT_ELIGIBLE,
                                "The rollout " + latest.id() + " of the same service was begun after " + rollout
                                        + "; begin a new one.");
                    });
            return new RolloutAdvanced(rollout, found.stage());
        });
    }

    private interface Turn {
        Decision of(Rollout found, List<Rollout> all);
    }

    private Rollout turn(Actor actor, String rollout, Turn turn) {
        return journal.decide(actor, decisions -> {
            List<Rollout> all = new RolloutRows(decisions.sql()).all();
            return record(decisions, rollout, turn.of(require(all, rollout), all));
        });
    }

    private static Rollout record(Decisions decisions, String rollout, Decision decision) {
        decisions.record(decision);
        return require(new RolloutRows(decisions.sql()).all(), rollout);
    }

    private static Rollout require(List<Rollout> all, String rollout) {
        return all.stream()
                .filter(one -> one.id().equals(rollout))
                .findFirst()
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no rollout " + rollout + "."));
    }

    @Override
    public List<Rollout> rollouts(Actor actor) {
        actor.require(Role.STAFF, Role.AUDITOR, Role.SYSTEM);
        return register.read(sql -> new RolloutRows(sql).all());
    }
}
