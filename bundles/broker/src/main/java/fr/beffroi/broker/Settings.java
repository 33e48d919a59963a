package fr.beffroi.broker;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set; {@code fr.beffroi.broker.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi broker")
public @interface Settings {

    @AttributeDefinition(description = "The folder of all state")
    String data() default "data";
}
