package fr.beffroi.bench;

/**
 * What orders asked of the directory and of the data store while a house carried them out.
 *
 * @param directory what one of them asked
 * @param database what all of them asked, with whatever else the house asked meanwhile
 * @param before a copy of the house's database from before the first
 * @param orders how many there were
 * @param instance the service whose database is made for each; empty for none
 */
record Recorded(LdapScript directory, SqlScript database, Postgresql.Database before, int orders, String instance) {

    String summary() {
        return directory.summary() + "; " + database.summary(orders);
    }
}
