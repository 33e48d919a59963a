package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.Scraped.meter;
import static fr.beffroi.metering.internal.Scraped.sent;

import fr.beffroi.store.Store;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A house that reads the pages of a mail service from a real address; two communes use it. */
abstract class ScrapedOverHttp {
    Exporter exporter;
    Scraped scraped;
    private Store store;

    @BeforeEach
    void open(Store given) throws Exception {
        store = given;
        exporter = new Exporter();
        scraped = open(Duration.ofSeconds(30), Scraped.NEVER);
        scraped.publish(meter("sent", sent(exporter.address())));
        scraped.subscribed(NIMES);
        scraped.subscribed(BERNIS);
    }

    Scraped open(Duration patience, Duration looks) throws Exception {
        House house = new House(store);
        return new Scraped(house, new HttpPages(house.clock, patience, 20_000), looks);
    }

    @AfterEach
    void close() {
        scraped.close();
        exporter.close();
    }

    int readings() {
        return scraped.house
                .metering
                .readings(all(OCTOBER, NOVEMBER), Optional.empty(), 100)
                .size();
    }
}
