package fr.beffroi.hosting.internal;

import java.nio.file.FileSystemException;

/** What an instance wanted to keep goes beyond what its folder may hold. Nothing of it was written. */
final class FolderFull extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param most bytes that the folder may hold */
    FolderFull(long most) {
        super(null, null, "The instance's folder is full: it may hold " + most + " bytes");
    }

    /** Whether it is why something failed, at whatever depth. */
    static boolean isCauseOf(Throwable failure) {
        // Bounded, because an instance makes its exceptions itself and may make them go round in a circle.
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof FolderFull) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
