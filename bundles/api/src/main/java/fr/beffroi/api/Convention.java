package fr.beffroi.api;

import java.time.LocalDate;
import java.util.Objects;

/**
 * What lets the intercommunality charge a commune (<i>convention de mise à disposition de services</i>, CGCT L5211-4-1, D5211-16):
 * the signed convention and the deliberation of the municipal council that approved it. Without one nothing that is paid is made
 * for the commune.
 *
 * @param commune whose it is
 * @param number under which the intercommunality keeps it
 * @param signedOn the day it was signed
 * @param deliberation number of the council's deliberation
 * @param deliberatedOn the day of the deliberation, not after the signature
 * @param documentSha256 of the signed document, in lower-case hexadecimal, so that nobody can put another in its place
 */
public record Convention(
        Insee commune,
        String number,
        LocalDate signedOn,
        String deliberation,
        LocalDate deliberatedOn,
        String documentSha256) {
    /** @throws Refusal {@link Reason#INVALID} when something is missing or can't be */
    public Convention {
        Objects.requireNonNull(commune, "commune");
        Names.requireText("The convention of " + commune, "number", number);
        Names.requireText("The convention of " + commune, "number of the deliberation", deliberation);
        if (signedOn == null || deliberatedOn == null) {
            throw Refusal.invalid("The convention of " + commune
                    + " needs the day it was signed and the day of the deliberation, such as 2026-01-15.");
        }
        if (deliberatedOn.isAfter(signedOn)) {
            throw Refusal.invalid("The convention of " + commune + " can't be signed (" + signedOn
                    + ") before the council deliberated on it (" + deliberatedOn + ").");
        }
        if (documentSha256 == null || !documentSha256.matches("[0-9a-f]{64}")) {
            throw Refusal.invalid("The convention of " + commune
                    + " needs the SHA-256 of its document, 64 hexadecimal digits as sha256sum prints them.");
        }
    }
}
