package fr.beffroi.hosting.internal;

import java.util.Locale;

/** Why a service may not use something; each is a sentence for operations and for the author of the service. */
enum BundleRule {
    REFLECTION("reflection reaches what the walls hide"),
    LOADING("classes come from the bundle itself, compiled, and nothing native is loaded"),
    PROCESS("the process is the house's: nobody else ends it, starts another or asks about it"),
    ENVIRONMENT("environment and properties hold settings and secrets of the house"),
    FILES("files are those of TenantContext.files()"),
    NETWORK("the way out is TenantContext.outside()"),
    DATABASE("the database is TenantContext.dataSource()"),
    THREADS("it must be told whose thread a thread is"),
    DESERIALIZATION("who reads serialized objects lets their sender make any object"),
    WHOLE_JVM("it would hold for the whole house"),
    UNKNOWN("it is neither in the bundle nor among what services may use");

    private final String sentence;

    BundleRule(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return "rule " + name().toLowerCase(Locale.ROOT).replace('_', '-') + ": " + sentence;
    }
}
