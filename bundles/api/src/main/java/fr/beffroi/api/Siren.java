package fr.beffroi.api;

/**
 * The number of a legal person in INSEE's SIRENE register: nine digits of which the last is a check digit (Luhn, ISO/IEC 7812-1
 * annex B).
 *
 * @param number nine digits, without spaces
 */
public record Siren(String number) {
    /** @throws Refusal {@link Reason#INVALID} when it isn't nine digits or the check digit is wrong */
    public Siren {
        if (number == null || !number.matches("\\d{9}")) {
            throw Refusal.invalid("\"" + number + "\" is not a SIREN: nine digits are expected, without spaces.");
        }
        if (luhn(number) % 10 != 0) {
            throw Refusal.invalid(
                    "\"" + number + "\" is not a SIREN: its check digit is wrong, so a digit was mistyped.");
        }
    }

    private static int luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum;
    }

    @Override
    public String toString() {
        return number;
    }
}
