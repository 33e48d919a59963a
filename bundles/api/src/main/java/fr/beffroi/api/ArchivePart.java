package fr.beffroi.api;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A room that keeps something of the communes and hands it out when they leave (<i>réversibilité</i>). Published as a service;
 * provisioning asks every part for each archive.
 */
@ConsumerType
public interface ArchivePart {

    /** The folder's name within an archive: {@code usage}, {@code statements}. */
    String name();

    /** What lies in the folder and how to read it, one or two lines in French for the archive's README. */
    String description();

    /**
     * Writes all that the room keeps of one commune's use of one service, in open formats (UTF-8, CSV with semicolons, JSON lines).
     *
     * @param offering id of the offering
     * @param folder exists and is empty; left empty when there is nothing
     * @throws IOException when something could not be written; the archive then counts as not made
     */
    void export(Insee tenant, String offering, Path folder) throws IOException;
}
