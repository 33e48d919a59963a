package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.listener.InMemoryPasswordEncoder;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Teaches the embedded directory the scheme of {@link PasswordHash}: hashes are taken as they are, anything else is hashed first. */
final class Pbkdf2Encoder extends InMemoryPasswordEncoder {
    private final int iterations;

    Pbkdf2Encoder(int iterations) {
        super(PasswordHash.SCHEME, null);
        this.iterations = iterations;
    }

    @Override
    protected byte[] encodePassword(byte[] clear, ReadOnlyEntry entry, List<Modification> modifications) {
        String hash = PasswordHash.of(text(clear), iterations);
        return bytes(hash.substring(PasswordHash.SCHEME.length()));
    }

    @Override
    protected void ensurePreEncodedPasswordAppearsValid(
            byte[] unprefixed, ReadOnlyEntry entry, List<Modification> modifications) throws LDAPException {
        if (!PasswordHash.isOne(PasswordHash.SCHEME + text(unprefixed))) {
            throw new LDAPException(
                    ResultCode.CONSTRAINT_VIOLATION, "The password isn't hashed as " + PasswordHash.SCHEME + " is.");
        }
    }

    @Override
    protected boolean passwordMatches(byte[] clear, byte[] unprefixed, ReadOnlyEntry entry) {
        return PasswordHash.matches(text(clear), PasswordHash.SCHEME + text(unprefixed));
    }

    @Override
    protected byte[] extractClearPassword(byte[] unprefixed, ReadOnlyEntry entry) throws LDAPException {
        throw new LDAPException(ResultCode.NOT_SUPPORTED, "A hash can't be turned back into the password.");
    }

    @Override
    public void toString(StringBuilder buffer) {
        buffer.append("Pbkdf2Encoder(iterations=").append(iterations).append(')');
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
