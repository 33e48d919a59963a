package fr.beffroi.launcher.story;

/**
 * How large the story is played.
 *
 * @param communes how many subscribe, at least 3, and at most those that have a convention, so that every service of the catalogue is used and somebody stays when one leaves
 * @param acts how many acts a commune of middling size publishes in the month; small ones publish half, large ones three times as many
 * @param views how many times visitors read each commune's pages in the month
 */
public record Scale(int communes, int acts, int views) {
    /** As {@code ./beffroi demo} plays it. */
    public static final Scale DEMONSTRATION = new Scale(25, 10, 40);

    public Scale {
        if (communes < 3 || acts < 2 || views < 1) {
            throw new IllegalArgumentException("at least 3 communes, 2 acts and 1 view");
        }
    }

    /** How many acts a commune of that many inhabitants publishes. */
    int actsOf(Commune commune) {
        if (commune.population() < 1000) {
            return acts / 2;
        }
        return commune.population() < 10_000 ? acts : acts * 3;
    }
}
