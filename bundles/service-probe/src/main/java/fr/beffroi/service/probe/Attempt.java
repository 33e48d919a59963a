package fr.beffroi.service.probe;

import java.util.Optional;

/**
 * One try to get past a wall.
 *
 * @param wall which one: {@code files}, {@code data-store}
 * @param name unique within the wall; it stands in the journal, so it never changes its meaning
 * @param byNature whether one JVM for all can't stop it; getting through is no news then
 * @param trespass the try itself
 */
record Attempt(String wall, String name, boolean byNature, Trespass trespass) {

    /** What somebody does who wants to get past a wall. */
    interface Trespass {
        /**
         * Tries.
         *
         * @return what was reached, a sentence in French; empty when there was nothing to be had
         * @throws NoSuchMethodException when there is no such way here, so that nothing was tried
         * @throws NotTried when something else than the wall was in the way, so that nothing was tried
         * @throws Exception when the wall stood: its words are part of the report
         */
        Optional<String> reach() throws Exception;
    }

    /** Something that says nothing of the wall kept the attempt from getting as far as that. */
    static final class NotTried extends Exception {
        private static final long serialVersionUID = 1L;

        NotTried(Throwable obstacle) {
            super(words(obstacle), obstacle);
        }
    }

    static Attempt at(String wall, String name, Trespass trespass) {
        return new Attempt(wall, name, false, trespass);
    }

    static Attempt byNature(String wall, String name, Trespass trespass) {
        return new Attempt(wall, name, true, trespass);
    }

    /** Tries it. Whatever else goes wrong on the way means that nothing was reached. */
    Outcome make() {
        try {
            return trespass.reach()
                    .map(reached -> outcome(byNature ? "open" : "breached", reached))
                    .orElseGet(() -> outcome("held", "Rien n'a été atteint."));
        } catch (NoSuchMethodException unknown) {
            // No wall said no: the way there isn't one that this probe knows.
            return outcome("not-tried", "Le chemin de cette tentative n'existe pas ici : " + unknown.getMessage());
        } catch (NotTried obstacle) {
            return outcome("not-tried", "La tentative n'a pas pu être faite : " + obstacle.getMessage());
        } catch (Exception | LinkageError refused) {
            return outcome("held", "Refusé : " + words(refused));
        }
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private Outcome outcome(String result, String sentence) {
        return new Outcome(wall, name, result, sentence.replaceAll("\\s+", " ").strip());
    }

    /**
     * What became of it.
     *
     * @param result {@code held}, {@code breached}, {@code open} or {@code not-tried}
     * @param sentence in French, on one line
     */
    record Outcome(String wall, String name, String result, String sentence) {
        /** Its line in the table that the house reads. */
        String line() {
            return String.join("\t", wall, name, result, sentence);
        }
    }
}
