package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Stories of metering, each in a house of its own in which nothing has happened yet. */
abstract class InTheHouse {
    House house;

    @BeforeEach
    void openTheHouse(Store store) throws Exception {
        house = new House(store);
    }

    @AfterEach
    void closeTheHouse() {
        house.close();
    }
}
