package fr.beffroi.hosting;

/** Why a request that was let through to an instance was refused before it got there. */
public enum Refused {
    /** More requests a second than one instance takes: 429. */
    RATE,
    /** As many requests are being worked on as one instance may have at a time: 503. */
    IN_FLIGHT,
    /** The instance uses more than its share of the processor, and somebody is inside: 503. */
    PROCESSOR,
    /** As many requests are being worked on as all instances may have at a time: 503. */
    HOUSE
}
