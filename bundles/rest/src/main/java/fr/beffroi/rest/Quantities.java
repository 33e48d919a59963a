package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;

/** Exact quantities on the wire. */
final class Quantities {
    /** Digits before or after the point that are looked at; a {@code 1e999999999} would else fill the memory. */
    private static final int MOST_DIGITS = 40;

    private Quantities() {}

    /**
     * A JSON number, or a string that holds a decimal.
     *
     * @throws Refusal INVALID otherwise
     */
    static BigDecimal read(JsonNode value) {
        BigDecimal quantity = null;
        if (value.isNumber()) {
            quantity = value.decimalValue();
        } else if (value.isTextual() && value.textValue().matches("-?\\d{1,20}(\\.\\d{1,20})?")) {
            quantity = new BigDecimal(value.textValue());
        }
        if (quantity == null || Math.abs((long) quantity.scale()) > MOST_DIGITS || quantity.precision() > MOST_DIGITS) {
            throw Refusal.invalid("\"quantity\" is a number, or a string such as \"12.5\", of at most six decimals.");
        }
        return quantity;
    }

    /** Without the zeros that say nothing: {@code 12.5}, {@code 300}. */
    static BigDecimal shown(BigDecimal quantity) {
        BigDecimal shown = quantity.stripTrailingZeros();
        return shown.scale() < 0 ? shown.setScale(0) : shown;
    }
}
