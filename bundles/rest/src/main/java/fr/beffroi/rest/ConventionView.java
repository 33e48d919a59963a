package fr.beffroi.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import java.time.LocalDate;

/** A commune's convention as this API shows and takes it; see {@link Convention}. */
record ConventionView(
        String number, LocalDate signedOn, String deliberation, LocalDate deliberatedOn, String documentSha256) {

    static ConventionView of(Convention convention) {
        return new ConventionView(
                convention.number(),
                convention.signedOn(),
                convention.deliberation(),
                convention.deliberatedOn(),
                convention.documentSha256());
    }

    /** @throws fr.beffroi.api.Refusal INVALID when something of it is missing or can't be */
    static Convention read(Insee commune, ObjectNode body) {
        return new Convention(
                commune,
                Json.text(body, "number", "2026-014"),
                Scalars.day(Json.text(body, "signedOn", "2026-01-15")),
                Json.text(body, "deliberation", "2025-12-08"),
                Scalars.day(Json.text(body, "deliberatedOn", "2025-12-11")),
                Json.text(body, "documentSha256", "0b5e…, 64 hexadecimal digits"));
    }
}
