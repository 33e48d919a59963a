package fr.beffroi.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of a hosted service, brought to the communes in stages (<i>déploiement progressif</i>); a fold of journal entries.
 *
 * @param id given when it is begun
 * @param offering id of the offering
 * @param version that its instances shall run
 * @param stages one commune, then up to a tenth of all with it, then the rest; as they were when it was begun
 * @param stage the one that it is at, from 0
 * @param state whether it goes on
 * @param sentence why it was halted, for a person, in French; empty when it isn't
 * @param since when it was begun, went on to this stage, was halted or was completed, whichever was last
 */
public record Rollout(
        String id,
        String offering,
        String version,
        List<Stage> stages,
        int stage,
        State state,
        Optional<String> sentence,
        Instant since) {

    /** Whether a rollout goes on. */
    public enum State {
        /** Its stage is being brought to the version, or has been and is watched. */
        RUNNING,
        /** It stays where it is; the communes of its stage go back to the versions they came from. */
        HALTED,
        /** Every stage runs the version. */
        COMPLETED
    }

    /** Communes that get the version together. */
    public record Stage(List<Member> members) {
        public Stage {
            members = List.copyOf(members);
        }
    }

    /**
     * One subscription that gets the version.
     *
     * @param subscription its id
     * @param commune whose it is
     * @param version that it came from
     */
    public record Member(String subscription, Insee commune, String version) {
        public Member {
            Names.requireText("A member of a rollout", "subscription", subscription);
            Objects.requireNonNull(commune, "commune");
            Names.requireText("A member of a rollout", "version", version);
        }
    }

    public Rollout {
        stages = List.copyOf(stages);
        if (stage < 0 || stage >= stages.size()) {
            throw new IllegalArgumentException("stage " + stage + " of " + stages.size());
        }
    }

    /** Those of the stage that it is at. */
    public List<Member> members() {
        return stages.get(stage).members();
    }

    public boolean isLastStage() {
        return stage == stages.size() - 1;
    }
}
