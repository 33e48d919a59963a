package fr.beffroi.provisioning;

/**
 * One thing that a subscription is made of, in one place outside the journal.
 *
 * <p>Whatever a step does can be repeated: making what stands and taking back what is gone does nothing. That is all that makes an
 * operation survive a stop at any point: taken up again, it goes through all its steps from the first.
 */
interface Step {

    /** As it stands in the journal; never changed. */
    String name();

    /** Whether this work has anything to do with it. */
    boolean concerns(Work work);

    void carryOut(Work work) throws Exception;

    /** Takes back whatever the step made, even half of it; returns only when a look at the place shows that nothing is left. */
    void undo(Work work) throws Exception;

    /** What goes wrong when it fails, for a person of the commune, in French. */
    String failure();

    /** What stays when it can't be undone or finished, for operations to clear, in French. */
    default String leftover(Work work) {
        return name();
    }
}
