package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginCacheTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LoginCache cache = new LoginCache(nanos::get);

    @Test
    void whatWasRightIsKnownForAMinute() {
        cache.remember("ops", "secret", "hash");
        assertTrue(cache.knows("ops", "secret", "hash"));

        nanos.addAndGet(LoginCache.KEPT.toNanos() - 1);
        assertTrue(cache.knows("ops", "secret", "hash"));

        nanos.addAndGet(1);
        assertFalse(cache.knows("ops", "secret", "hash"));
        assertEquals(0, cache.size());
    }

    @Test
    void nothingElseIsKnown() {
        cache.remember("ops", "secret", "hash");

        assertFalse(cache.knows("ops", "secret2", "hash"));
        assertFalse(cache.knows("opss", "ecret", "hash"));
        assertFalse(cache.knows("op", "ssecret", "hash"));
        assertTrue(cache.knows("ops", "secret", "hash"));
        assertFalse(cache.knows("ops", "secret", "another hash"));
        assertFalse(cache.knows("ops", "secret", "hash"), "forgotten with the hash it was checked against");
    }

    @Test
    void itStaysSmall() {
        for (int i = 0; i < LoginCache.MOST + 50; i++) {
            cache.remember("login" + i, "secret", "hash");
        }

        assertEquals(LoginCache.MOST, cache.size());
        assertTrue(cache.knows("login" + (LoginCache.MOST + 49), "secret", "hash"));
    }
}
