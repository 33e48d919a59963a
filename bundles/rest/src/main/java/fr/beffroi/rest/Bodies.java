package fr.beffroi.rest;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bodies that are being taken in at the same time, from their first byte until their answer. Together they are bounded, so that memory
 * stays flat however many send and however slow the data store is. Safe for use by many threads.
 */
final class Bodies {
    private final long most;
    private final AtomicLong bytes = new AtomicLong();

    /** @param most bytes of all of them together */
    Bodies(long most) {
        this.most = most;
    }

    /** A body that is about to be read. */
    Body open(InputStream input) {
        return new Body(input);
    }

    /** How many bytes there are now. */
    long bytes() {
        return bytes.get();
    }

    /** One of them; its bytes count until it is closed. For use by one thread. */
    final class Body implements AutoCloseable {
        private final InputStream input;
        private final InputStream stream;
        private long read;

        private Body(InputStream input) {
            this.input = input;
            this.stream = new Counted();
        }

        /**
         * What it says. Reading throws {@link Json.TooLarge} beyond {@link Json#MOST}, and a {@link Refusal} {@link
         * Reason#UNAVAILABLE} when there is too much of all bodies.
         */
        InputStream stream() {
            return stream;
        }

        /** Reads what is left of it, without keeping any of it; what is beyond {@link Json#MOST} stays unread. */
        void drain() throws IOException {
            byte[] some = new byte[8_192];
            long left = Json.MOST - read;
            for (int got = 0; got >= 0 && left > 0; left -= got) {
                got = input.read(some);
            }
        }

        @Override
        public void close() {
            bytes.addAndGet(-read);
        }

        private void count(int got) {
            if (got <= 0) {
                return;
            }
            read += got;
            long all = bytes.addAndGet(got);
            if (read > Json.MOST) {
                throw new Json.TooLarge();
            }
            if (all > most) {
                throw new Refusal(
                        Reason.UNAVAILABLE,
                        "Too many readings are being taken in at the same time, nothing of these was stored: send them"
                                + " again later.");
            }
        }

        /** Closing it changes nothing: who has read it to its end still has what stood there. */
        private final class Counted extends FilterInputStream {
            Counted() {
                super(input);
            }

            @Override
            public int read() throws IOException {
                int next = input.read();
                count(next < 0 ? -1 : 1);
                return next;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int got = input.read(into, from, length);
                count(got);
                return got;
            }

            @Override
            public void close() {}
        }
    }
}
