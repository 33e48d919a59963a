package fr.beffroi.metering;

/**
 * A total that was sealed.
 *
 * @param total what was counted
 * @param merkleRoot root over its readings, in hexadecimal, as it stands in the journal
 */
public record Seal(Total total, String merkleRoot) {}
