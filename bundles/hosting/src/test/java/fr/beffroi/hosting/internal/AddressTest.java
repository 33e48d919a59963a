package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static final Address ACTES = new Address(new Insee("2A004"), "actes");

    @Test
    void anAddressIsFollowedByThePathInside() {
        assertEquals(Optional.of(new Address.Target(ACTES, "/acts/1.pdf")), Address.parse("/2A004/actes/acts/1.pdf"));
        assertEquals(Optional.of(new Address.Target(ACTES, "/")), Address.parse("/2A004/actes/"));
        assertEquals(Optional.of(new Address.Target(ACTES, "")), Address.parse("/2A004/actes"));
        assertEquals("/t/2A004/actes", ACTES.path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/30189",
                "/30189/",
                "30189/actes",
                "/3018/actes",
                "/301890/actes",
                "/30189/Actes",
                "/30189//actes",
                "/30189/../30060/actes",
                "/%330189/actes",
                "/30189/act%65s",
                "/30189/actes;x=1",
                "/2a004/actes",
                "/ABCDE/actes"
            })
    void anythingElseIsNone(String path) {
        assertEquals(Optional.empty(), Address.parse(path));
    }
}
