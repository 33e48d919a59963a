package fr.beffroi.provisioning;

import fr.beffroi.api.Refusal;

/** How a failure is told to people, in French. */
final class Sentences {
    private Sentences() {}

    static String failed(Step step, Throwable cause) {
        return step.failure() + " : " + reason(cause);
    }

    static String left(Step step, Work work, Throwable cause) {
        return step.leftover(work) + " (" + reason(cause) + ")";
    }

    /** A refusal is written for people; any other message could hold anything, so it stays in the technical log. */
    private static String reason(Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal.getMessage();
        }
        return "erreur interne (" + cause.getClass().getSimpleName() + "), détaillée dans le journal technique";
    }
}
