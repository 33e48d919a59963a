package fr.beffroi.launcher.story;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as they are written in France. */
final class Figures {
    private Figures() {}

    static String whole(long number) {
        return format("#,##0").format(number);
    }

    /** Euro cents: {@code 123456} is "1 234,56 €". */
    static String euros(long cents) {
        return format("#,##0.00").format(BigDecimal.valueOf(cents, 2)) + " €";
    }

    /** A quantity or unit cost, at most six decimals. */
    static String exact(BigDecimal number) {
        return format("#,##0.######").format(number);
    }

    /** A duration to the hundredth of a second: "0,25 s". */
    static String seconds(BigDecimal seconds) {
        return format("0.00").format(seconds) + " s";
    }

    private static DecimalFormat format(String pattern) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.FRENCH);
        symbols.setGroupingSeparator(' ');
        DecimalFormat format = new DecimalFormat(pattern, symbols);
        format.setParseBigDecimal(true);
        return format;
    }
}
