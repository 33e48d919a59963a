package fr.beffroi.provisioning;

/**
 * The operation has ended while it was being carried out: somebody ordered the end of what it was making. Nothing more of it is done or
 * recorded; the operation that took its place finds what stands.
 */
final class Superseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Superseded(Work work) {
        super(work + " is no longer under way", null, false, false);
    }
}
