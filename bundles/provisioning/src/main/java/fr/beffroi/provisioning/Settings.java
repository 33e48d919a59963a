package fr.beffroi.provisioning;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set; {@code fr.beffroi.provisioning.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi provisioning")
public @interface Settings {

    @AttributeDefinition(description = "The folder of all state")
    String data() default "data";

    @AttributeDefinition(description = "How many operations are worked on at the same time")
    int lanes() default 4;

    @AttributeDefinition(description = "How often a step that fails is tried again")
    int retries() default 7;

    @AttributeDefinition(description = "How long to wait before the first retry, in milliseconds")
    long firstDelayMillis() default 500;

    @AttributeDefinition(description = "How many times as long each wait is as the one before")
    double backOff() default 2.0;

    @AttributeDefinition(description = "How long to wait at most, in milliseconds")
    long longestDelayMillis() default 30_000;

    @AttributeDefinition(description = "Seconds between two rounds")
    int roundSeconds() default 60;

    @AttributeDefinition(description = "Seconds that each stage of a rollout is watched before the next")
    int canarySoakSeconds() default 600;

    @AttributeDefinition(description = "Seconds that a stop waits for steps under way")
    int stopSeconds() default 10;

    @AttributeDefinition(description = "Parts without which no reversibility archive is made, by commas")
    String archiveParts() default "subscription,usage,statements";
}
