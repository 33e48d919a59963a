package fr.beffroi.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;

/**
 * What the product answered.
 *
 * @param request method and path, to name it in a sentence
 * @param status HTTP status
 * @param body as it came
 * @param advice a sentence to add to the product's own; may be empty
 */
public record Answer(String request, int status, byte[] body, String advice) {

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON; a missing node when it isn't any. */
    public JsonNode json() {
        try {
            return House.JSON.readTree(body);
        } catch (java.io.IOException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * This answer, when its status is one of those.
     *
     * @throws Disagreement with the product's own sentence otherwise
     */
    public Answer expect(int... statuses) {
        for (int expected : statuses) {
            if (status == expected) {
                return this;
            }
        }
        throw new Disagreement(request + " → " + status + " : " + sentence());
    }

    /**
     * What the product says for itself: the detail of a problem (RFC 9457), the description of an OSB error, or the bare text. Then
     * the advice, when there is one.
     */
    public String sentence() {
        return advice.isEmpty() ? ownSentence() : ownSentence() + " " + advice;
    }

    private String ownSentence() {
        JsonNode json = json();
        for (String field : new String[] {"detail", "description", "title"}) {
            if (json.path(field).isTextual()) {
                return json.path(field).asText();
            }
        }
        String text = text().strip();
        if (text.isEmpty()) {
            return "réponse vide.";
        }
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
