package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.LDAPException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a minute that a log-in was right, because deriving a hash takes a good part of a second and HTTP Basic asks at each
 * request. Neither passwords nor anything to guess them from is kept: the key is an HMAC under a random key of this process.
 *
 * <p>What is remembered holds only for the very hash it was checked against: a password renewed or an account closed counts at once.
 * Safe for use by many threads.
 */
final class LoginCache {
    static final Duration KEPT = Duration.ofSeconds(60);
    static final int MOST = 2_000;

    /** A check that takes a good part of a second. */
    @FunctionalInterface
    interface Check {
        boolean passes() throws LDAPException;
    }

    /** How many log-ins are checked side by side at most; the same one is never checked by two threads at once. */
    private static final int PLACES = 64;

    private final LongSupplier nanos;
    private final SecretKeySpec key;
    private final Object[] places = new Object[PLACES];
    private final Map<ByteBuffer, Checked> checked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Checked> eldest) {
            return size() > MOST;
        }
    };

    /** @param nanos time that passed, in nanoseconds; not the clock of the house, which a demonstration moves by days */
    LoginCache(LongSupplier nanos) {
        this.nanos = nanos;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "HmacSHA256");
        Arrays.setAll(places, place -> new Object());
    }

    private record Checked(String against, long since) {}

    /**
     * Whether this password is right for this log-in: it was less than a minute ago, checked against this same hash, or it passes the
     * check now. Of many requests with the same log-in at once, as a platform sends them, one makes the check and the others wait for
     * what it finds; a wrong password is in nobody's way but its own.
     *
     * @throws LDAPException what the check throws; nothing is remembered then
     */
    boolean isRight(String login, String password, String against, Check check) throws LDAPException {
        ByteBuffer digest = digest(login, password);
        if (knows(digest, against)) {
            return true;
        }
        synchronized (places[Math.floorMod(digest.hashCode(), PLACES)]) {
            if (knows(digest, against)) {
                return true;
            }
            if (!check.passes()) {
                return false;
            }
            synchronized (checked) {
                checked.put(digest, new Checked(against, nanos.getAsLong()));
            }
            return true;
        }
    }

    private boolean knows(ByteBuffer digest, String against) {
        synchronized (checked) {
            Checked found = checked.get(digest);
            if (found == null) {
                return false;
            }
            if (found.against.equals(against) && nanos.getAsLong() - found.since < KEPT.toNanos()) {
                return true;
            }
            checked.remove(digest);
            return false;
        }
    }

    int size() {
        synchronized (checked) {
            return checked.size();
        }
    }

    private ByteBuffer digest(String login, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] name = login.getBytes(StandardCharsets.UTF_8);
            // The length goes first, so that no other log-in and password run together into the same bytes.
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
            mac.update(name);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks HmacSHA256, which every Java has.", e);
        }
    }
}
