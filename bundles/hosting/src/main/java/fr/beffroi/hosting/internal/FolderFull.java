package fr.beffroi.hosting.internal;

import java.nio.file.FileSystemException;

/** What an instance wanted to keep goes beyond what its folder may hold. Nothing of it was written. */
final class FolderFull extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param most bytes that the folder may hold */
    FolderFull(long most) {
        super(null, null, "The instance's folder is full: it may hold " + most + " bytes");
    }
}
