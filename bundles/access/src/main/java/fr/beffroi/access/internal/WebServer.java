package fr.beffroi.access.internal;

import java.util.Set;

/** What the web server serves, and what it is to serve. */
interface WebServer {
    /** The one that runs now: another object after each start of it. Null when there is none. */
    Object incarnation();

    /** Names of the servlets and filters that the house has registered. */
    Set<String> registered();

    /** Names of those that can be reached. */
    Set<String> served();
}
