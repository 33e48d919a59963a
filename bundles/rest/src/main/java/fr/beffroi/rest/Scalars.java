package fr.beffroi.rest;

import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the texts of declared files and of query parameters stand for; never a floating-point number. */
final class Scalars {
    private static final Pattern EUROS = Pattern.compile("-?\\d{1,13}(\\.\\d{1,2})?");
    private static final Pattern UNIT_COST = Pattern.compile("\\d{1,9}(\\.\\d{1,6})?");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private Scalars() {}

    /** Euros with at most two decimals, in cents. */
    static long cents(String text) {
        require(EUROS, text, "an amount in euros with at most two decimals, such as 1234.56");
        return new BigDecimal(text).movePointRight(2).longValueExact();
    }

    /** Euros with at most six decimals. */
    static BigDecimal unitCost(String text) {
        require(UNIT_COST, text, "a unit cost in euros with at most six decimals, such as 0.0125");
        return new BigDecimal(text);
    }

    /** A whole number that isn't negative. */
    static Function<String, Long> whole(int digits) {
        Pattern form = Pattern.compile("\\d{1," + digits + "}");
        return text -> {
            require(form, text, "a whole number of at most " + digits + " digits");
            return Long.valueOf(text);
        };
    }

    /** A whole number that isn't negative, of at most nine digits. */
    static int count(String text) {
        return whole(9).apply(text).intValue();
    }

    static boolean yesOrNo(String text) {
        return oneOf(Map.of("true", true, "false", false)).apply(text);
    }

    static YearMonth month(String text) {
        require(MONTH, text, "a month such as 2026-10");
        try {
            return YearMonth.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + text + "\" is not a month: the months are 01 to 12.");
        }
    }

    static LocalDate day(String text) {
        require(DAY, text, "a day such as 2026-01-15");
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + text + "\" is not a day: there is none of that month and number.");
        }
    }

    /** One of a few words. */
    static <T> Function<String, T> oneOf(Map<String, T> words) {
        return text -> {
            T meaning = words.get(text);
            if (meaning == null) {
                throw Refusal.invalid("\"" + text + "\" is not one of "
                        + String.join(", ", words.keySet().stream().sorted().toList()) + ".");
            }
            return meaning;
        };
    }

    /** How often something comes; whether that makes a rhythm is for whoever keeps to it. */
    static Duration rhythm(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + text + "\" is not a rhythm such as PT1H (each hour) or P1D (each day).");
        }
    }

    /** How long something takes; whether that is too short or too long is for whoever waits for it. */
    static Duration lengthOfTime(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + text + "\" is not a length of time such as PT30S (half a minute) or PT5M.");
        }
    }

    static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw Refusal.invalid("\"" + text + "\" is not an address such as http://mail.example:9100/metrics.");
        }
    }

    private static void require(Pattern form, String text, String expected) {
        if (!form.matcher(text).matches()) {
            throw Refusal.invalid("\"" + text + "\" is not " + expected + ".");
        }
    }
}
