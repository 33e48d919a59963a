package fr.beffroi.api;

import java.util.List;

/** The platforms that may order. Safe for use by many threads. */
public interface Platforms {

    /** Every declared platform, by name; the first one, {@code platform}, is not declared and not among them. */
    List<Platform> all();

    /**
     * Gives a platform a new password, made by the house and told once. The old one no longer works.
     *
     * @return the password, 20 characters or more; it is stored hashed and can't be had again
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such platform, {@link
     *     Reason#UNAVAILABLE} the directory doesn't answer
     */
    String renewPassword(Actor actor, String name);

    /**
     * Takes a platform's log-in away, from the next request on. What it ordered stays as it is. While its file stands, the next
     * reading of the files declares it anew, without a password.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask, {@link Reason#NOT_FOUND} no such platform, {@link
     *     Reason#CONFLICT} it is the first one, which the settings declare
     */
    void withdraw(Actor actor, String name);
}
