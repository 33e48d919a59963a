package fr.beffroi.launcher.story;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The month in which the story happens: the one that {@code tenants/nimes-metropole/charges} has the costs of. */
final class Month {
    static final YearMonth PERIOD = YearMonth.of(2026, 10);

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final DateTimeFormatter MONTH_AND_YEAR = DateTimeFormatter.ofPattern("MMMM yyyy", Locale.FRENCH);

    private Month() {}

    static List<LocalDate> days() {
        return PERIOD.atDay(1).datesUntil(PERIOD.atEndOfMonth().plusDays(1)).toList();
    }

    /** When town halls work: Monday to Friday. The month has no public holiday. */
    static List<LocalDate> workdays() {
        return days().stream().filter(Month::isWorkday).toList();
    }

    /** Ten in the morning, when the town halls are open. */
    static Instant morning(LocalDate day) {
        return day.atTime(LocalTime.of(10, 0)).atZone(PARIS).toInstant();
    }

    static boolean isWorkday(LocalDate day) {
        return day.getDayOfWeek().getValue() <= 5;
    }

    /** The day after the month, when it can be closed. */
    static Instant over() {
        return morning(PERIOD.atEndOfMonth().plusDays(1));
    }

    static String previousInWords() {
        return MONTH_AND_YEAR.format(PERIOD.minusMonths(1));
    }

    static String inWords() {
        return MONTH_AND_YEAR.format(PERIOD);
    }

    static String inWords(LocalDate day) {
        return (day.getDayOfMonth() == 1 ? "1er" : day.getDayOfMonth()) + " " + MONTH_AND_YEAR.format(day);
    }
}
