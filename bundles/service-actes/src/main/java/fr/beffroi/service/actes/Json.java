package fr.beffroi.service.actes;

/** One JSON object (RFC 8259), member by member. A library would be loaded once for each commune. */
final class Json {
    private final StringBuilder out = new StringBuilder("{");

    Json text(String name, String value) {
        return raw(name, quote(value));
    }

    Json number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** @param json a whole JSON value */
    Json raw(String name, String json) {
        out.append(out.length() == 1 ? "" : ",").append(quote(name)).append(':').append(json);
        return this;
    }

    @Override
    public String toString() {
        return out + "}";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
