package fr.beffroi.api;

import java.util.List;

/** Makes the house agree with its files. Safe for use by many threads. */
public interface Declarations {

    /**
     * Brings communes, accounts, catalogue and charges into agreement with the declaration, all of it or nothing. Applied twice,
     * the second time changes nothing. What a declaration doesn't name stays as it is: nobody leaves because a file was lost.
     *
     * @param planOnly whether to tell only what would change
     * @return one sentence a change, in the order they are made: "commune 30189 Nîmes: population 150444 → 151839"; empty when
     *     everything agrees already
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask; {@link Reason#INVALID} when the declaration contradicts
     *     itself or what stands (an id that changes its meaning, charges of a closed period)
     */
    List<String> apply(Actor actor, Declaration declaration, boolean planOnly);
}
