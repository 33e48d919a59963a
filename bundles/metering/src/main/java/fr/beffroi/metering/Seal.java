package fr.beffroi.metering;

import java.util.Optional;

/**
 * A total that was sealed.
 *
 * @param total what was counted
 * @param merkleRoot root over its readings, in hexadecimal, as it stands in the journal; over nothing, and not in the journal, when only
 *     a level from before stood in the span
 * @param level of a meter whose levels outlast the span they were read in
 */
public record Seal(Total total, String merkleRoot, Optional<Level> level) {

    /** Of a meter that counts nothing but the readings of the span. */
    public Seal(Total total, String merkleRoot) {
        this(total, merkleRoot, Optional.empty());
    }
}
