package fr.beffroi.launcher.story;

/**
 * A commune, as the house tells of it.
 *
 * @param insee its key
 * @param name official name
 * @param population inhabitants
 */
record Commune(String insee, String name, int population) {
    /** What the REST API knows of it. */
    String resource() {
        return "/api/v1/tenants/" + insee;
    }

    /** The address of its acts. */
    String pages() {
        return "/t/" + insee + "/actes/";
    }

    @Override
    public String toString() {
        return name + " (" + insee + ")";
    }
}
