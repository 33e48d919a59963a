package fr.beffroi.provisioning;

/**
 * Something that was done, or was to be done, couldn't be written into the journal: the data store doesn't answer, its disk is full,
 * or the house is closing. The operation is then neither a success nor a failure; it stays open and the next round takes it up again.
 */
final class NotRecorded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRecorded(String message, Throwable cause) {
        super(cause == null ? message : message + " (" + cause + ")", cause);
    }
}
