package fr.beffroi.service.actes;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of acts that a commune publishes. */
enum Nature {
    DELIBERATION("deliberation", "Délibération"),
    ARRETE("arrete", "Arrêté"),
    PROCES_VERBAL("proces-verbal", "Procès-verbal");

    private final String key;
    private final String title;

    Nature(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** As it is written in addresses and files. */
    String key() {
        return key;
    }

    /** As people read it. */
    String title() {
        return title;
    }

    static Optional<Nature> of(String key) {
        return Arrays.stream(values()).filter(nature -> nature.key.equals(key)).findFirst();
    }
}
