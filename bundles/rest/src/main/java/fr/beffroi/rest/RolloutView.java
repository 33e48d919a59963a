package fr.beffroi.rest;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A rollout as this API shows it.
 *
 * @param offering its name
 * @param stage the one that it is at, from 1
 * @param sentence why it was halted, in French
 * @param since when it was begun, went on to this stage, was halted or was completed, whichever was last
 */
record RolloutView(
        String id,
        String offering,
        String offeringId,
        String version,
        String state,
        int stage,
        List<List<MemberView>> stages,
        Optional<String> sentence,
        Instant since) {

    /** How to show rollouts, by the catalogue as it is now. */
    static Function<Rollout, RolloutView> by(Broker broker) {
        Map<String, String> names = broker.catalogue().stream().collect(Collectors.toMap(Offering::id, Offering::name));
        return rollout -> new RolloutView(
                rollout.id(),
                names.getOrDefault(rollout.offering(), rollout.offering()),
                rollout.offering(),
                rollout.version(),
                Json.word(rollout.state()),
                rollout.stage() + 1,
                rollout.stages().stream()
                        .map(stage ->
                                stage.members().stream().map(MemberView::of).toList())
                        .toList(),
                rollout.sentence(),
                rollout.since());
    }

    /** @param version that it came from */
    record MemberView(String subscription, String tenant, String version) {
        static MemberView of(Rollout.Member member) {
            return new MemberView(member.subscription(), member.commune().code(), member.version());
        }
    }
}
