package fr.beffroi.api;

import java.util.regex.Pattern;

/** The one rule for names that people type and programs compare: they go into addresses, schema names and metric labels. */
final class Names {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,49}");

    private Names() {}

    static void require(String what, String name) {
        if (name == null || !FORM.matcher(name).matches()) {
            throw Refusal.invalid("\"" + name + "\" can't be the name of a " + what
                    + ": lower-case letters, digits and dashes only, " + "a letter first, 50 at most.");
        }
    }

    static void requireText(String whose, String field, String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalid(whose + " needs a " + field + ".");
        }
    }
}
