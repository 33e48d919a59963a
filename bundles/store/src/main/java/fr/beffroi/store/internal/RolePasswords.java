package fr.beffroi.store.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The passwords that the instances' roles log in with. Each is derived from the password of the house's own user, so none is stored
 * and every node of the house knows the same. Where the house has none they last as long as this object.
 */
final class RolePasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    /** @param ofTheHouse may be null or empty */
    RolePasswords(String ofTheHouse) {
        byte[] secret;
        if (ofTheHouse == null || ofTheHouse.isEmpty()) {
            secret = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(secret);
        } else {
            secret = ofTheHouse.getBytes(StandardCharsets.UTF_8);
        }
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** 64 characters that nobody guesses. */
    String of(String role) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of()
                    .formatHex(mac.doFinal(("beffroi/store/role/" + role).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
