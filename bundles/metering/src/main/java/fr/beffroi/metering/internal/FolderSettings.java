package fr.beffroi.metering.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set of the drop folder; {@code fr.beffroi.metering.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi metering")
public @interface FolderSettings {

    @AttributeDefinition(description = "The folder into which files of readings are dropped")
    String folder() default "data/readings";

    @AttributeDefinition(description = "Seconds that a file has to stay as it is before it is read")
    int settledSeconds() default 10;
}
