package fr.beffroi.rest;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set; {@code fr.beffroi.rest.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi REST")
public @interface Settings {

    @AttributeDefinition(description = "Bytes of bodies with readings that are taken in at the same time")
    long readingsBytes() default 67_108_864;
}
