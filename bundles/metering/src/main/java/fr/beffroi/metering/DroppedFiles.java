package fr.beffroi.metering;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The files of readings that operators drop into a folder of the house. Safe for use by many threads. */
@ProviderType
public interface DroppedFiles {

    /** What became of the files that were read last, the latest first; at most a hundred, and none from before the house started. */
    List<DroppedFile> last();

    /** How many times a file was taken, refused or kept since the house started. */
    Map<DroppedFile.Outcome, Long> counted();

    /** How many files lie in the folder now, waiting or being read, whatever they are. */
    long waiting();
}
