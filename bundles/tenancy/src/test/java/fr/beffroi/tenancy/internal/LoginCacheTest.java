package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginCacheTest {
    private static final LoginCache.Check RIGHT = () -> true;
    private static final LoginCache.Check WRONG = () -> false;

    private final AtomicLong nanos = new AtomicLong();
    private final LoginCache cache = new LoginCache(nanos::get);

    @Test
    void whatWasRightIsKnownForAMinute() throws LDAPException {
        assertTrue(cache.isRight("ops", "secret", "hash", RIGHT));
        assertTrue(cache.isRight("ops", "secret", "hash", WRONG));

        nanos.addAndGet(LoginCache.KEPT.toNanos() - 1);
        assertTrue(cache.isRight("ops", "secret", "hash", WRONG));

        nanos.addAndGet(1);
        assertFalse(cache.isRight("ops", "secret", "hash", WRONG));
        assertEquals(0, cache.size());
    }

    @Test
    void nothingElseIsKnown() throws LDAPException {
        assertTrue(cache.isRight("ops", "secret", "hash", RIGHT));

        assertFalse(cache.isRight("ops", "secret2", "hash", WRONG));
        assertFalse(cache.isRight("opss", "ecret", "hash", WRONG));
        assertFalse(cache.isRight("op", "ssecret", "hash", WRONG));
        assertTrue(cache.isRight("ops", "secret", "hash", WRONG));
        assertFalse(cache.isRight("ops", "secret", "another hash", WRONG));
        assertFalse(cache.isRight("ops", "secret", "hash", WRONG), "forgotten with the hash it was checked against");
    }

    @Test
    void whatCouldNotBeCheckedIsCheckedAgain() throws LDAPException {
        assertThrows(
                LDAPException.class,
                () -> cache.isRight("ops", "secret", "hash", () -> {
                    throw new LDAPException(ResultCode.CONNECT_ERROR);
                }));

        assertTrue(cache.isRight("ops", "secret", "hash", RIGHT));
    }

    @Test
    void ofManyRequestsWithTheSameLogInOneMakesTheCheck() throws Exception {
        int requests = 16;
        AtomicInteger checks = new AtomicInteger();
        CyclicBarrier door = new CyclicBarrier(requests);
        Callable<Boolean> request = () -> {
            door.await();
            return cache.isRight("platform", "secret", "hash", () -> checks.incrementAndGet() > 0);
        };

        ExecutorService platform = Executors.newFixedThreadPool(requests);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                answers.add(platform.submit(request));
            }
            for (Future<Boolean> answer : answers) {
                assertTrue(answer.get());
            }
        } finally {
            platform.shutdownNow();
        }
        assertEquals(1, checks.get());
    }

    @Test
    void itStaysSmall() throws LDAPException {
        for (int i = 0; i < LoginCache.MOST + 50; i++) {
            assertTrue(cache.isRight("login" + i, "secret", "hash", RIGHT));
        }

        assertEquals(LoginCache.MOST, cache.size());
        assertTrue(cache.isRight("login" + (LoginCache.MOST + 49), "secret", "hash", WRONG));
    }
}
