package fr.beffroi.api;

import java.util.List;

/**
 * Compares what stands in the directory, the data store and hosting with what the journal says (drift; <i>écarts</i>). Safe for use by
 * many threads.
 */
public interface Inspection {

    /**
     * Looks at every target, now. Subscriptions that are being worked on are left out: what stands of them changes under one's eyes.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations or an auditor ask
     */
    Report inspect(Actor actor);

    /**
     * Makes what is missing and takes away what no entry accounts for, but never data of a commune: a database or a folder of files
     * too many is only named, for a person to look at.
     *
     * @return what could not be repaired, or must not be; what is missing may take a moment more to stand
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations ask
     */
    Report repair(Actor actor);

    /**
     * What an inspection found.
     *
     * @param findings by target and commune; empty when everything agrees
     * @param unreachable targets that didn't answer, with the reason; nothing is known of them
     */
    record Report(List<Finding> findings, List<String> unreachable) {
        public Report {
            findings = List.copyOf(findings);
            unreachable = List.copyOf(unreachable);
        }
    }

    /**
     * Something that doesn't agree with the journal.
     *
     * @param target {@code directory}, {@code database}, {@code instance}, {@code files}
     * @param what as the target names it: {@code 30189/actes}
     * @param kind of difference
     * @param sentence for a person, in French
     */
    record Finding(String target, String what, Kind kind, String sentence) {
        /** How something differs. */
        public enum Kind {
            /** The journal says that it stands, and it doesn't. */
            MISSING,
            /** It stands, and the journal doesn't say so. */
            SURPLUS,
            /** It stands otherwise than the journal says: another version, open though suspended. */
            DIFFERENT
        }
    }
}
