package fr.beffroi.bench;

import java.util.List;

/**
 * What orders asked of the directory and of the data store while a house carried them out.
 *
 * @param directory what one of them asked
 * @param database what all of them asked, with whatever else the house asked meanwhile
 * @param instances what each instance asked of its own database, when one was made
 * @param before a copy of the house's database from before the first
 * @param orders how many there were
 * @param instance the service whose database is made for each; empty for none
 */
record Recorded(
        LdapScript directory,
        SqlScript database,
        List<SqlScript> instances,
        Postgresql.Database before,
        int orders,
        String instance) {

    String summary() {
        String ofInstance = instances.isEmpty()
                ? ""
                : "; and the instance of its own database "
                        + new SqlScript(instances.stream()
                                        .flatMap(one -> one.transactions().stream())
                                        .toList())
                                .summary(instances.size());
        return "of the directory " + directory.summary() + "; of the data store " + database.summary(orders)
                + ofInstance;
    }
}
