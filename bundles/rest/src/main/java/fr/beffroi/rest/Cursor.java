package fr.beffroi.rest;

import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page of readings ended; clients hand it back as it is.
 *
 * @param source of the last reading of the page before; empty for the first page
 * @param id of that reading
 */
record Cursor(String source, String id) {
    static final Cursor START = new Cursor("", "");

    static Cursor after(Reading reading) {
        return new Cursor(reading.source(), reading.id());
    }

    String written() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(source.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refusal INVALID when it was not written by {@link #written} */
    static Cursor read(String text) {
        String[] parts = text.split("\\.", -1);
        try {
            if (parts.length == 2) {
                return new Cursor(decoded(parts[0]), decoded(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw Refusal.invalid(
                "\"after\" is the \"next\" of the page before, unchanged; leave it out for the first page.");
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
