package fr.beffroi.osb;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room, {@code etc/fr.beffroi.osb.cfg}. */
@ObjectClassDefinition(name = "Open Service Broker API")
@interface Settings {
    /** Key {@code public.url}. */
    @AttributeDefinition(name = "Address under which people reach this house, without a slash at its end")
    String public_url() default "http://127.0.0.1:8080";
}
