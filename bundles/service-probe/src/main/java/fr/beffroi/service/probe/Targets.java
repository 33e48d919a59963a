package fr.beffroi.service.probe;

import java.util.Map;

/**
 * What the house tells a probe that is to try its walls; it comes with the parameters of the instance.
 *
 * @param neighbour INSEE code of the commune whose probe left a secret behind its own walls
 * @param data folder of all state of the house, an absolute path
 */
record Targets(String neighbour, String data) {
    static final String NEIGHBOUR = "neighbour";
    static final String DATA = "data";

    /** What the neighbour leaves in its files folder, and the table it leaves in its database. */
    static final String SECRET = "secret";

    static final String SECRET_FILE = "secret.txt";

    static Targets of(Map<String, Object> parameters) {
        return new Targets(String.valueOf(parameters.get(NEIGHBOUR)), String.valueOf(parameters.get(DATA)));
    }

    /** The neighbour's own part of the data folder. */
    String folder(String service) {
        return data + "/tenants/" + neighbour + "/" + service;
    }

    /** The neighbour's schema on PostgreSQL, which is also its role. */
    String schema(String service) {
        return "t_" + neighbour + "_" + service.replace('-', '_');
    }
}
