package fr.beffroi.api;

import java.util.regex.Pattern;

/**
 * The code of a commune in INSEE's <i>code officiel géographique</i>, the key of a tenant: five characters, {@code 30189} for
 * Nîmes, {@code 2A004} for Ajaccio. A postal code is not an INSEE code: eight communes share 30190.
 *
 * @param code two characters of département (digits, {@code 2A} or {@code 2B}) and three digits
 */
public record Insee(String code) implements Comparable<Insee> {
    private static final Pattern FORM = Pattern.compile("(\\d{2}|2[AB])\\d{3}");

    /** @throws Refusal {@link Reason#INVALID} when the code hasn't the form of an INSEE code */
    public Insee {
        if (code == null || !FORM.matcher(code).matches()) {
            throw Refusal.invalid(
                    "\"" + code + "\" is not an INSEE code: five characters such as 30189 or 2A004 are expected.");
        }
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
