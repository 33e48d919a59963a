package fr.beffroi.metering.internal;

import java.util.Locale;

/** Why a counter could not be read on, as the reason of a gap. */
enum Missed {
    /** The page could not be had. */
    UNREACHABLE,
    /** The page could not be understood, or the value is none of a counter. */
    UNREADABLE,
    /** More than one counter of the page was that of the commune. */
    AMBIGUOUS,
    /** The page had none for the commune. */
    ABSENT,
    /** Nobody asked: the house was away. */
    UNREAD,
    /** It had begun anew: what it rose before that, since it was read last, isn't known. */
    RESET,
    /** The catalogue names another counter since, or none any more. */
    REDECLARED,
    /** What was read could not be taken in. */
    REFUSED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
