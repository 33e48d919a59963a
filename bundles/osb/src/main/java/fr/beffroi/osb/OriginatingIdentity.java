package fr.beffroi.osb;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Origin;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** OSB 2.17, originating identity: who asked the platform, {@code PLATFORM BASE64(JSON object)}. */
final class OriginatingIdentity {
    static final String HEADER = "X-Broker-API-Originating-Identity";

    private OriginatingIdentity() {}

    /**
     * Reads the header.
     *
     * @param header null when there is none, which is right too
     * @throws Refusal INVALID when it is malformed; the sentence repeats nothing of it, because it can hold personal data
     */
    static Optional<Origin> read(String header) {
        if (header == null) {
            return Optional.empty();
        }
        String[] words = header.strip().split("\\s+");
        if (words.length != 2) {
            throw malformed("two words, divided by a space");
        }
        try {
            JsonNode identity = Json.MAPPER.readTree(Base64.getDecoder().decode(words[1]));
            if (identity.isObject()) {
                return Optional.of(new Origin(words[0], Json.values(identity)));
            }
        } catch (IllegalArgumentException | IOException e) {
            // Told below, without what was read: it can hold personal data.
        }
        throw malformed("a JSON object in Base64 as its second word");
    }

    private static Refusal malformed(String missing) {
        return Refusal.invalid("The header " + HEADER + " needs " + missing + ": kubernetes eyJ1aWQiOiIxIn0=");
    }
}
