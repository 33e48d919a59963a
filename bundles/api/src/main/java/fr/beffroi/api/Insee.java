package fr.beffroi.api;

/**
 * The code of a commune in INSEE's <i>code officiel géographique</i>, the key of a tenant: five characters, {@code 30189} for
 * Nîmes, {@code 2A004} for Ajaccio. A postal code is not an INSEE code: eight communes share 30190.
 *
 * @param code two characters of département (digits, {@code 2A} or {@code 2B}) and three digits
 */
public record Insee(String code) implements Comparable<Insee> {
    /** @throws Refusal {@link Reason#INVALID} when the code hasn't the form of an INSEE code */
    public Insee {
        if (!isCode(code)) {
            throw Refusal.invalid(
                    "\"" + code + "\" is not an INSEE code: five characters such as 30189 or 2A004 are expected.");
        }
    }

    /** By hand: each reading that comes in has one. */
    private static boolean isCode(String text) {
        if (text == null || text.length() != 5) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean corsican = i == 1 && text.charAt(0) == '2' && (next == 'A' || next == 'B');
            if (!corsican && (next < '0' || next > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Insee other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
