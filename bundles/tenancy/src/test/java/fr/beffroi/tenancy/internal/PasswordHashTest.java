package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    @Test
    void aPasswordMatchesItsOwnHashOnly() {
        String hash = PasswordHash.of("clé du beffroi", 10);

        assertTrue(PasswordHash.matches("clé du beffroi", hash));
        assertFalse(PasswordHash.matches("cle du beffroi", hash));
        assertFalse(PasswordHash.matches("", hash));
        assertNotEquals(hash, PasswordHash.of("clé du beffroi", 10));
    }

    @Test
    void itsFormIsTheOneOfPwPbkdf2() {
        String hash = PasswordHash.of("x", 1_234);

        assertTrue(hash.matches("\\{PBKDF2-SHA512}1234\\$[A-Za-z0-9./]{22}\\$[A-Za-z0-9./]{86}"), hash);
        assertTrue(PasswordHash.isOne(hash));
    }

    /** PBKDF2-HMAC-SHA512 of "password" with the salt "salt", once: a value that many implementations are checked against. */
    @Test
    void othersDeriveTheSame() {
        byte[] known = HexFormat.of()
                .parseHex("867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
                        + "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce");
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        String salt = base64.encodeToString("salt".getBytes(StandardCharsets.UTF_8));
        String hash = base64.encodeToString(known).replace('+', '.');

        assertTrue(PasswordHash.matches("password", "{PBKDF2-SHA512}1$" + salt + "$" + hash));
        assertFalse(PasswordHash.matches("password", "{PBKDF2-SHA512}2$" + salt + "$" + hash));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "{SSHA}abc",
                "{PBKDF2-SHA512}",
                "{PBKDF2-SHA512}10$$",
                "{PBKDF2-SHA512}0$c2FsdA$aGFzaA",
                "{PBKDF2-SHA512}-1$c2FsdA$aGFzaA",
                "{PBKDF2-SHA512}9999999999$c2FsdA$aGFzaA",
                "{PBKDF2-SHA512}10$c$a"
            })
    void whatIsNoHashMatchesNothing(String text) {
        assertFalse(PasswordHash.matches("password", text));
        assertFalse(PasswordHash.matches(text, text));
    }

    @Test
    void theHashOfNobodyMatchesNothing() {
        String nothing = PasswordHash.ofNothing(10);

        assertTrue(PasswordHash.isOne(nothing));
        assertFalse(PasswordHash.matches("password", nothing));
    }

    @Test
    void randomPasswordsAreLongAndPlain() {
        String one = RandomPassword.make();

        assertTrue(one.matches("[A-Za-z0-9]{24}"), one);
        assertNotEquals(one, RandomPassword.make());
        assertEquals(24, one.length());
    }
}
