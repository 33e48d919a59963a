package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/** Who lives here. Safe for use by many threads. */
public interface Communes {

    /** The intercommunality that runs this house; empty until it was declared. */
    Optional<Intercommunality> intercommunality();

    /** Every commune of the house, in the order of INSEE codes; those that have left are not among them. */
    List<Commune> all();

    /** One commune, also one that has left: its statements and archives stay. Empty when it never was of this house. */
    Optional<Commune> find(Insee insee);

    /** The accounts of one commune, in the order of their uids. */
    List<Account> accounts(Insee insee);

    /**
     * Gives an account a new password, made by the house and told once. The old one no longer works.
     *
     * @return the password, 20 characters or more; it is stored hashed and can't be had again
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations or the commune's contact ask, {@link Reason#NOT_FOUND} no such
     *     account, {@link Reason#UNAVAILABLE} the directory doesn't answer
     */
    String renewPassword(Actor actor, Insee insee, String uid);
}
