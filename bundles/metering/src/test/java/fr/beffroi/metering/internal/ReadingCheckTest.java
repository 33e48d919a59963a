package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.testing.OnBothStores;
import java.lang.reflect.Proxy;
import java.util.List;

class ReadingCheckTest extends InTheHouse {
    private static final List<Delivery> OF_TWO = List.of(
            new Delivery(Actor.service(NIMES, "actes"), List.of(reading("a", NIMES, OCTOBER, "1"))),
            new Delivery(Actor.service(NIMES, "actes"), List.of(reading("b", BERNIS, OCTOBER, "1"))));

    /** Otherwise they would be refused for good, and whoever brought them would throw them away. */
    @OnBothStores
    void whileNobodyKnowsWhatThereIsNothingIsObjectedTo() {
        Communes away = (Communes) Proxy.newProxyInstance(
                Communes.class.getClassLoader(), new Class<?>[] {Communes.class}, (proxy, method, arguments) -> {
                    throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
                });
        try (KnownMeters meters = new KnownMeters(away, house.broker, house.journal)) {
            Refusal refusal = assertThrows(Refusal.class, () -> new ReadingCheck(meters).checkAll(OF_TWO));
            assertEquals(Reason.UNAVAILABLE, refusal.reason());
        }
    }
}
