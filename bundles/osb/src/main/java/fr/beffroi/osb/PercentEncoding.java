package fr.beffroi.osb;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, 2.1) of UTF-8, taken at its word: nothing else in an address means anything but itself. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** @throws Refusal INVALID when a percent sign begins nothing, or the bytes aren't UTF-8 */
    static String decode(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer plain = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                plain.put((byte) (digit(encoded, i + 1) << 4 | digit(encoded, i + 2)));
                i += 2;
            } else {
                plain.put(encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Reason.INVALID, "The address is not percent-encoded UTF-8.", e);
        }
    }

    private static int digit(byte[] encoded, int position) {
        int digit = position < encoded.length ? Character.digit(encoded[position], 16) : -1;
        if (digit < 0) {
            throw Refusal.invalid("A percent sign in an address is written %25.");
        }
        return digit;
    }
}
