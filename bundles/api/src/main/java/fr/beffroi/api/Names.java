package fr.beffroi.api;

/** The one rule for names that people type and programs compare: they go into addresses, schema names and metric labels. */
final class Names {
    private static final int LONGEST = 50;

    private Names() {}

    static void require(String what, String name) {
        if (!isName(name)) {
            throw Refusal.invalid("\"" + name + "\" can't be the name of a " + what
                    + ": lower-case letters, digits and dashes only, " + "a letter first, 50 at most.");
        }
    }

    /** By hand: each reading that comes in has two of them. */
    private static boolean isName(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char next = text.charAt(i);
            if (!isLetter(next) && !(next >= '0' && next <= '9') && next != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char one) {
        return one >= 'a' && one <= 'z';
    }

    static void requireText(String whose, String field, String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalid(whose + " needs a " + field + ".");
        }
    }
}
