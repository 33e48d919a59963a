package fr.beffroi.provisioning;

import fr.beffroi.hosting.Use;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The time that a stage of a rollout is watched, since all of it runs its version. It lives in memory like the figures that it looks at:
 * a stage that was being watched when the house stopped is watched anew.
 *
 * @param stageSince of the rollout; another stage, or the same one tried again, has another
 * @param began when the watching began
 * @param before the figures of every address then, by address
 */
record Trial(Instant stageSince, Instant began, Map<String, Use> before) {
    /** With fewer requests nothing can be said of their failures. */
    static final long ENOUGH = 20;

    Trial {
        before = Map.copyOf(before);
    }

    static Trial begin(Instant stageSince, Instant now, Collection<Use> uses) {
        return new Trial(stageSince, now, byAddress(uses));
    }

    /**
     * What speaks against the stage: more than one request in a hundred failed, and more than twice as many of its requests as of those
     * at the addresses that still run another version.
     *
     * @return a sentence; empty when nothing does
     */
    Optional<String> objection(Collection<Use> uses, Set<String> stage, Set<String> others) {
        Map<String, Use> now = byAddress(uses);
        Tally ours = tally(now, stage);
        Tally theirs = tally(now, others);
        boolean often = ours.requests >= ENOUGH && ours.failures * 100 > ours.requests;
        // In whole numbers; with nobody to compare with, one in a hundred is all there is.
        boolean oftener = theirs.requests == 0 || ours.failures * theirs.requests > 2 * theirs.failures * ours.requests;
        return often && oftener
                ? Optional.of(Sentences.tooManyFailures(ours.failures, ours.requests, theirs.failures, theirs.requests))
                : Optional.empty();
    }

    private record Tally(long failures, long requests) {}

    private Tally tally(Map<String, Use> now, Set<String> addresses) {
        long failures = 0;
        long requests = 0;
        for (String address : addresses) {
            Use after = now.get(address);
            if (after != null) {
                Use start = before.get(address);
                // An address that was closed in between counts from nothing again.
                boolean goesOn = start != null && start.requests() <= after.requests();
                failures += after.failures() - (goesOn ? start.failures() : 0);
                requests += after.requests() - (goesOn ? start.requests() : 0);
            }
        }
        return new Tally(failures, requests);
    }

    private static Map<String, Use> byAddress(Collection<Use> uses) {
        Map<String, Use> all = new HashMap<>();
        uses.forEach(use -> all.put(use.tenant() + "/" + use.service(), use));
        return all;
    }
}
