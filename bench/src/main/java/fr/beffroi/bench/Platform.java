package fr.beffroi.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A platform that orders for many communes at once, by the Open Service Broker API.
 *
 * @param house where it orders
 * @param headers of its requests
 */
record Platform(RunningHouse house, String headers) {

    static Platform of(RunningHouse house) {
        return new Platform(house, house.platformHeaders());
    }

    /**
     * What was answered.
     *
     * @param status of the last order: 201 when it stands at once, 202 when it takes time
     * @param figures one call an order
     */
    record Accepted(int status, Load.Figures figures) {}

    /** Orders once for each of the communes. */
    Accepted order(Offered offered, int clients, List<String> communes) throws Exception {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(communes);
        AtomicInteger status = new AtomicInteger();
        Load.Figures figures = Load.untilDone(clients, client -> new Client(house.port(), house.repeated()) {
            @Override
            public boolean once() throws Exception {
                String insee = left.poll();
                if (insee == null) {
                    return false;
                }
                status.set(ask(offered.order(headers, insee), 201, 202).status());
                return true;
            }
        });
        return new Accepted(status.get(), figures);
    }

    /** How many of these orders have succeeded. */
    long succeeded(Offered offered, List<String> communes) throws Exception {
        long succeeded = 0;
        try (Wire wire = new Wire(house.port())) {
            for (String insee : communes) {
                Wire.Reply reply =
                        wire.send(offered.lastOperation(headers, insee)).expect(200);
                if (reply.text().contains("\"succeeded\"")) {
                    succeeded++;
                }
            }
        }
        return succeeded;
    }

    /**
     * A client with a connection of its own. What is refused because a part of the house doesn't answer just now (503) is asked again,
     * as a platform would do; the time counts.
     */
    abstract static class Client implements Load.Call, AutoCloseable {
        private static final int ATTEMPTS = 10;

        private final Wire wire;
        private final AtomicInteger repeated;

        /** @param repeated counts what had to be asked again */
        Client(int port, AtomicInteger repeated) {
            wire = new Wire(port);
            this.repeated = repeated;
        }

        Wire.Reply ask(byte[] request, int... expected) throws IOException {
            Wire.Reply reply = wire.send(request);
            for (int attempt = 1; reply.status() == 503 && attempt < ATTEMPTS; attempt++) {
                repeated.incrementAndGet();
                reply = wire.send(request);
            }
            return reply.expect(expected);
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
