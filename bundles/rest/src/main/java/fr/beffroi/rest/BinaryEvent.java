package fr.beffroi.rest;

import fr.beffroi.api.Refusal;
import fr.beffroi.metering.CloudEvents;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CloudEvent in binary mode (HTTP protocol binding 1.0, section 3.1): the attributes are headers, the body is the data. */
final class BinaryEvent {
    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern QUOTED = Pattern.compile("\"(.*)\"", Pattern.DOTALL);

    private BinaryEvent() {}

    /**
     * The same event in one piece.
     *
     * @throws Refusal INVALID when no header says that it is one, or the body isn't JSON
     */
    static CloudEvents.Event of(HttpServletRequest request, InputStream body) throws IOException {
        if (request.getHeader("ce-specversion") == null) {
            throw Refusal.invalid(
                    "This is no CloudEvent: its headers have to be there (ce-specversion, ce-type, ce-source,"
                            + " ce-id, ce-subject, ce-time), or send it as application/cloudevents+json.");
        }
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : CloudEvents.ATTRIBUTES) {
            String value = request.getHeader("ce-" + attribute);
            if (value != null) {
                attributes.put(attribute, decoded(value));
            }
        }
        return ReadingsDoor.read(body, data -> CloudEvents.of(attributes::get, data));
    }

    /** Section 3.1.3.2: quotes are taken off, what is percent-encoded are bytes of UTF-8. */
    private static String decoded(String header) {
        Matcher quoted = QUOTED.matcher(header);
        String value = quoted.matches() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : header;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher encoded = ENCODED.matcher(value);
        int from = 0;
        while (encoded.find()) {
            bytes.writeBytes(value.substring(from, encoded.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(encoded.group(1), 16));
            from = encoded.end();
        }
        bytes.writeBytes(value.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
