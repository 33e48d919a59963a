package fr.beffroi.metering.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set; {@code fr.beffroi.metering.retention.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi metering: retention")
public @interface RetentionSettings {

    @AttributeDefinition(description = "The folder of archived months")
    String folder() default "data/readings-archive";

    @AttributeDefinition(description = "How many months readings stay in the data store; 0 for ever")
    int keepMonths() default 24;
}
