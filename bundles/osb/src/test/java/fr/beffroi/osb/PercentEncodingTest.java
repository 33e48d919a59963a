package fr.beffroi.osb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PercentEncodingTest {
    @Test
    void onlyPercentSignsMeanSomethingElse() {
        Map<String, String> texts = Map.of(
                "", "",
                "a+b;c=d&e", "a+b;c=d&e",
                "caf%C3%A9", "café",
                "caf%c3%a9", "café",
                "100%25", "100%",
                "%252F", "%2F");
        texts.forEach((encoded, plain) -> assertEquals(plain, PercentEncoding.decode(encoded)));
    }

    @Test
    void whatIsEncodedIsDecodedToTheSame() {
        Random random = new Random(20_261_122);
        for (int round = 0; round < 1_000; round++) {
            String plain = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                    .filter(codePoint -> Character.getType(codePoint) != Character.SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String encoded = URLEncoder.encode(plain, StandardCharsets.UTF_8).replace("+", "%20");
            assertEquals(plain, PercentEncoding.decode(encoded));
        }
    }

    @Test
    void whatIsNotEncodedUtf8IsRefused() {
        for (String wrong : List.of("%", "a%", "%2", "%zz", "%2g", "%-1", "%FF", "%C3", "%ED%A0%80")) {
            Refusal refusal = assertThrows(Refusal.class, () -> PercentEncoding.decode(wrong), wrong);
            assertEquals(Reason.INVALID, refusal.reason());
        }
    }
}
