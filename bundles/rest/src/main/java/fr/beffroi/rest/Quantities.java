package fr.beffroi.rest;

import java.math.BigDecimal;

/** Exact quantities on the wire. */
final class Quantities {
    private Quantities() {}

    /** Without the zeros that say nothing: {@code 12.5}, {@code 300}. */
    static BigDecimal shown(BigDecimal quantity) {
        BigDecimal shown = quantity.stripTrailingZeros();
        return shown.scale() < 0 ? shown.setScale(0) : shown;
    }
}
