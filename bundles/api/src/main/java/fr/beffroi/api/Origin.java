package fr.beffroi.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who asked the platform that asks us (OSB 2.17, originating identity). It can hold personal data, so the journal gets the
 * platform's word and a digest, and the words themselves lie beside it until the subscription is closed.
 *
 * @param platform as it names itself: {@code cloudfoundry}, {@code kubernetes}
 * @param identity what it says of the person or program, a JSON object
 */
public record Origin(String platform, Map<String, Object> identity) {
    public Origin {
        if (platform == null || !platform.matches("[\\x21-\\x7e]{1,100}")) {
            throw Refusal.invalid("An originating identity begins with the name of a platform, without spaces.");
        }
        identity = Collections.unmodifiableMap(new TreeMap<>(identity));
    }
}
