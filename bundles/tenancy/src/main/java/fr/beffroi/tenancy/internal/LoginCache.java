package fr.beffroi.tenancy.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
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

    private final LongSupplier nanos;
    private final SecretKeySpec key;
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
    }

    private record Checked(String against, long since) {}

    /** Whether this password was right for this log-in less than a minute ago, checked against this same hash. */
    boolean knows(String login, String password, String against) {
        ByteBuffer digest = digest(login, password);
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

    /** Remembers that it was right. */
    void remember(String login, String password, String against) {
        ByteBuffer digest = digest(login, password);
        synchronized (checked) {
            checked.put(digest, new Checked(against, nanos.getAsLong()));
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
