package fr.beffroi.metering.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set of the intake of readings; {@code fr.beffroi.metering.intake.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi metering: intake")
public @interface IntakeSettings {

    @AttributeDefinition(description = "How many commits of readings may be under way at the same time, on PostgreSQL")
    int writers() default CamelMetering.WRITERS;

    @AttributeDefinition(description = "Seconds that readings wait for the commits of others")
    int patienceSeconds() default 10;
}
