package fr.beffroi.metering;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;

/**
 * Instants as RFC 3339 (section 5.6) writes them. Nearly all senders write them in UTC, as {@code 2026-10-05T10:00:00.25Z}; that is read
 * here by hand, since the library's formatter took a quarter of the time of a reading. All else, and all that is wrong, is left to it.
 */
final class Rfc3339 {
    private static final int SECONDS_A_DAY = 86_400;
    private static final int MOST_DECIMALS = 9;

    /** The places of the parts; what stands between them is in {@link #isUtc}. */
    private static final int MONTH = 5;

    private static final int DAY = 8;
    private static final int HOUR = 11;
    private static final int MINUTE = 14;
    private static final int SECOND = 17;
    private static final int FRACTION = 20;

    private Rfc3339() {}

    /** @throws DateTimeParseException when it is no such instant */
    static Instant parse(String text) {
        Instant utc = isUtc(text) ? utc(text) : null;
        return utc == null ? OffsetDateTime.parse(text).toInstant() : utc;
    }

    /** Whether its marks stand where they do in UTC; what stands between them may be anything. */
    private static boolean isUtc(String text) {
        int last = text.length() - 1;
        return last >= FRACTION - 1
                && last <= FRACTION + MOST_DECIMALS
                && text.charAt(MONTH - 1) == '-'
                && text.charAt(DAY - 1) == '-'
                && text.charAt(HOUR - 1) == 'T'
                && text.charAt(MINUTE - 1) == ':'
                && text.charAt(SECOND - 1) == ':'
                && (last == FRACTION - 1 || text.charAt(FRACTION - 1) == '.' && last > FRACTION)
                && text.charAt(last) == 'Z';
    }

    /** Null when a part isn't in its range. */
    private static Instant utc(String text) {
        int year = number(text, 0, MONTH - 1);
        int month = number(text, MONTH, DAY - 1);
        int day = number(text, DAY, HOUR - 1);
        int hour = number(text, HOUR, MINUTE - 1);
        int minute = number(text, MINUTE, SECOND - 1);
        int second = number(text, SECOND, FRACTION - 1);
        int nanos = nanos(text);
        boolean known = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth()
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59
                && nanos >= 0;
        return known
                ? Instant.ofEpochSecond(
                        LocalDate.of(year, month, day).toEpochDay() * SECONDS_A_DAY
                                + (hour * 60L + minute) * 60
                                + second,
                        nanos)
                : null;
    }

    private static int nanos(String text) {
        int decimals = text.length() - 1 - FRACTION;
        if (decimals < 1) {
            return 0;
        }
        int nanos = number(text, FRACTION, FRACTION + decimals);
        for (int missing = decimals; missing < MOST_DECIMALS; missing++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** Of nine digits at most; negative when something else is among them. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int place = from; place < to; place++) {
            int digit = text.charAt(place) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
