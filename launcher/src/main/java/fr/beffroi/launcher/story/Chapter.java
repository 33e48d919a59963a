package fr.beffroi.launcher.story;

/** One thing that the house does for the communes. */
interface Chapter {

    /** In a few words, French. */
    String title();

    /**
     * Plays it.
     *
     * @return a closing sentence with a figure that was counted, not assumed
     * @throws fr.beffroi.launcher.Disagreement when the house doesn't do what the story says
     */
    String play(Stage stage);
}
