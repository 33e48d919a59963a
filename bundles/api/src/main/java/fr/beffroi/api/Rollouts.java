package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/**
 * Upgrades of all communes that use a service, in stages that stop by themselves. What is asked of here is decided here; the house
 * carries it out, watches each stage, and goes on or halts.
 *
 * <p>Safe for use by many threads. Whatever has been answered is on the disk.
 */
public interface Rollouts {

    /**
     * Begins one, for every subscription to the service that is {@link Subscription.State#ACTIVE} now and runs another version. First
     * comes one commune, then as many as make a tenth of all with it (rounded up, one at least), by population, then the rest.
     *
     * @param offering name of a hosted offering
     * @param version one that it offers, later or earlier
     * @param first the commune to begin with; else the one with the fewest inhabitants
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask; {@link Reason#NOT_FOUND} no such offering; {@link
     *     Reason#INVALID} it doesn't offer the version, or the first commune isn't among those that would get it; {@link
     *     Reason#NOT_ELIGIBLE} no commune would; {@link Reason#CONCURRENT} another rollout of the offering runs
     */
    Rollout begin(Actor actor, String offering, String version, Optional<Insee> first);

    /**
     * It goes no further, and the communes of its stage go back to the versions they came from. Those of earlier stages stay.
     *
     * @param reason for people of the intercommunality, in French; no personal data, it stands in the journal
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask; {@link Reason#INVALID} no reason; {@link Reason#NOT_FOUND} no
     *     such rollout; {@link Reason#NOT_ELIGIBLE} it isn't running
     */
    Rollout halt(Actor actor, String rollout, String reason);

    /**
     * A halted one tries its stage again and goes on.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask; {@link Reason#NOT_FOUND} no such rollout; {@link
     *     Reason#NOT_ELIGIBLE} it isn't halted, or a later one of the same offering was begun
     */
    Rollout resume(Actor actor, String rollout);

    /**
     * Every rollout, in the order they were begun.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations, an auditor or the house itself ask
     */
    List<Rollout> rollouts(Actor actor);
}
