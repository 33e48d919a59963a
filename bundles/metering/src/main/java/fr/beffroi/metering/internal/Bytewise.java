package fr.beffroi.metering.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The order of the UTF-8 bytes of texts, as both data stores and {@code LC_ALL=C sort} have it; Java's own differs beyond 16 bits. */
enum Bytewise implements Comparator<String> {
    ORDER;

    /** By source, then id, as files of archived readings are. */
    static final Comparator<Row.Key> OF_KEYS =
            Comparator.comparing(Row.Key::source, ORDER).thenComparing(Row.Key::id, ORDER);

    @Override
    public int compare(String one, String other) {
        return one.equals(other)
                ? 0
                : Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
