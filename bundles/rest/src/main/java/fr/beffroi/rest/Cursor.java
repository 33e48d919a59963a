package fr.beffroi.rest;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/** Where a page of readings ended, as clients get it and hand it back. */
final class Cursor {
    /** No part of a place can hold one. */
    private static final String TAB = "\t";

    private Cursor() {}

    private static boolean hasControls(String part) {
        return part.chars().anyMatch(Character::isISOControl);
    }

    static String written(Place place) {
        String parts = String.join(
                TAB,
                place.tenant().code(),
                place.offering(),
                place.meter(),
                place.time().toString(),
                place.source(),
                place.id());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(parts.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refusal INVALID when it was not written by {@link #written} */
    static Place read(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(TAB, -1);
            if (parts.length == 6 && Stream.of(parts).noneMatch(Cursor::hasControls)) {
                return new Place(
                        new Insee(parts[0]), parts[1], parts[2], Asked.instant("after", parts[3]), parts[4], parts[5]);
            }
        } catch (IllegalArgumentException | Refusal e) {
            // Told below.
        }
        throw Refusal.invalid(
                "\"after\" is the \"next\" of the page before, unchanged; leave it out for the first page.");
    }
}
