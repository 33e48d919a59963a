package fr.beffroi.api;

/**
 * Why something was refused. The rooms give the reason; each edge has one table from reason to status, and nothing else there
 * decides a status.
 */
public enum Reason {
    /** Nobody, or somebody who couldn't prove it. */
    UNAUTHENTICATED,
    /** Known, but not allowed to do this. */
    FORBIDDEN,
    /** There is no such thing, or none this actor may know of. */
    NOT_FOUND,
    /** It was here once and is gone for good. */
    GONE,
    /** The request itself is wrong; sent again unchanged it will be refused again. */
    INVALID,
    /** The id is taken by something else. */
    CONFLICT,
    /** Another operation holds the resource; try again when it has ended. */
    CONCURRENT,
    /** The work takes time, and the caller didn't say that it would wait (OSB: {@code AsyncRequired}). */
    ASYNC_REQUIRED,
    /** Right in form, but a rule of the intercommunality forbids it (eligibility, quota, closed period). */
    NOT_ELIGIBLE,
    /** Something this needs (directory, data store, instance) doesn't answer now; nothing was changed, unless the sentence doubts it. */
    UNAVAILABLE,
    /** The disk is full or can't be written; nothing was changed. */
    STORAGE_FULL
}
