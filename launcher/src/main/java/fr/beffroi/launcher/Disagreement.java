package fr.beffroi.launcher;

/**
 * The product, a file or a figure isn't what it should be. The message is for the person in front of the terminal: what is wrong
 * and what to do, in French; it ends the command with status 1.
 */
public final class Disagreement extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Disagreement(String sentence) {
        super(sentence);
    }

    public Disagreement(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
