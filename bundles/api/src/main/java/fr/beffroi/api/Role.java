package fr.beffroi.api;

/** What an {@link Actor} is in the house. */
public enum Role {
    /** Operations of the intercommunality: sees every tenant, changes nothing but through the broker. */
    STAFF(false),
    /** <i>Auditeur</i>: reads every statement and the readings behind it, changes nothing. */
    AUDITOR(false),
    /** A program that orders by the Open Service Broker API, for the communes it acts for. */
    PLATFORM(false),
    /** <i>Référent informatique</i> of one commune: subscribes, manages the accounts, sees use and cost. */
    CONTACT(true),
    /** <i>Agent</i> of one commune: uses its services. */
    AGENT(true),
    /**
     * A program of one commune's that uses one service by a binding (OSB: service binding), and nothing else: its credential is
     * good for that service's address only.
     */
    PROGRAM(true),
    /** A running instance of one commune, which records its own readings and nothing else. */
    SERVICE(true),
    /** <i>Visiteur</i>: anybody; sees the pages that a hosted service publishes, and health. */
    VISITOR(false),
    /** Beffroi itself, carrying out what somebody has already decided. */
    SYSTEM(false);

    private final boolean ofOneTenant;

    Role(boolean ofOneTenant) {
        this.ofOneTenant = ofOneTenant;
    }

    /** Whether an actor in this role always belongs to exactly one commune. */
    public boolean ofOneTenant() {
        return ofOneTenant;
    }
}
