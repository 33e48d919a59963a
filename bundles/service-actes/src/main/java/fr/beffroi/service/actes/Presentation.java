package fr.beffroi.service.actes;

import java.util.Map;
import java.util.Optional;

/**
 * How a commune presents its acts, by the parameters of its subscription:
 *
 * <ul>
 *   <li>{@code titre}: what stands above the list instead of {@value #USUAL_TITLE}, a text of 1 to 100 characters;
 *   <li>{@code contact}: a mail address that the foot of every page names, for whoever has a question about an act.
 * </ul>
 *
 * <p>Both can be left out. The plan's schema in the catalogue says the same.
 *
 * @param title above the list, also of the window
 * @param contact mail address
 */
record Presentation(String title, Optional<String> contact) {
    static final String USUAL_TITLE = "Actes publiés";

    private static final String ADDRESS = "[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,255}";

    /** @throws IllegalArgumentException when a parameter is not as above; the instance then does not start */
    static Presentation of(Map<String, Object> parameters) {
        String title = text(parameters, "titre").orElse(USUAL_TITLE);
        if (title.isBlank() || title.length() > 100 || title.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("titre is a text of 1 to 100 characters on one line");
        }
        Optional<String> contact = text(parameters, "contact");
        if (contact.filter(address -> !address.matches(ADDRESS)).isPresent()) {
            throw new IllegalArgumentException("contact is a mail address");
        }
        return new Presentation(title, contact);
    }

    private static Optional<String> text(Map<String, Object> parameters, String name) {
        Object value = parameters.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(name + " is a text");
        }
        return Optional.ofNullable((String) value);
    }
}
