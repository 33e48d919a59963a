package fr.beffroi.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What one sender of readings sends again and again: as many readings of the same communes and quantities, each time with other ids.
 *
 * @param source of the readings; nobody else sends any of it
 * @param communes INSEE codes of those whose readings they are, in turns
 * @param time of all of them
 * @param size how many readings
 */
record Batch(String source, List<String> communes, Instant time, int size) {
    /** An offering that needs nothing but a group of the directory, and its meter, which adds up. */
    static final String OFFERING = "messagerie";

    static final String METER = "mailboxes";

    /** Millionths of a unit, in which the house keeps quantities. */
    static final long UNIT = 1_000_000;

    private static final long NUMBERS = 10_000_000_000L;
    private static final int DIGITS = 10;

    String commune(int place) {
        return communes.get(place % communes.size());
    }

    /** Of the reading at that place, in whole units. */
    static long quantity(int place) {
        return 1 + place % 9;
    }

    /** All quantities together, in whole units. */
    long quantity() {
        long sum = 0;
        for (int place = 0; place < size; place++) {
            sum += quantity(place);
        }
        return sum;
    }

    /** @param number of the batch, below ten thousand millions */
    static String id(long number, int place) {
        return digits(number) + "-" + place;
    }

    private static String digits(long number) {
        return Long.toString(NUMBERS + number).substring(1);
    }

    long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** The batch as an HTTP request. Writing thousands of ids takes the machine as little as can be. Not safe for use by many threads. */
    static final class Request {
        private final byte[] bytes;
        private final int[] numbers;

        /** @param headers that log in */
        Request(Batch batch, String headers) {
            boolean one = batch.size() == 1;
            String type = one ? "application/cloudevents+json" : "application/cloudevents-batch+json";
            StringBuilder body = new StringBuilder(one ? "" : "[");
            numbers = new int[batch.size()];
            for (int place = 0; place < batch.size(); place++) {
                body.append(place == 0 ? "" : ",").append("{\"specversion\":\"1.0\",\"id\":\"");
                numbers[place] = body.length();
                body.append(id(0, place)).append("\",").append(rest(batch, place));
            }
            body.append(one ? "" : "]");
            bytes = Wire.request(
                    "POST", "/api/v1/readings", headers + "Content-Type: " + type + "\r\n", body.toString());
            int head = bytes.length - body.length();
            for (int place = 0; place < numbers.length; place++) {
                numbers[place] += head;
            }
        }

        private static String rest(Batch batch, int place) {
            return "\"source\":\"" + batch.source() + "\",\"type\":\"fr.beffroi.reading." + OFFERING + "." + METER
                    + "\",\"subject\":\"" + batch.commune(place) + "\",\"time\":\"" + batch.time()
                    + "\",\"data\":{\"quantity\":" + quantity(place) + "}}";
        }

        /** The request with these ids, good until the next is asked for. */
        byte[] numbered(long number) {
            byte[] digits = digits(number).getBytes(StandardCharsets.US_ASCII);
            for (int from : numbers) {
                System.arraycopy(digits, 0, bytes, from, DIGITS);
            }
            return bytes;
        }
    }
}
