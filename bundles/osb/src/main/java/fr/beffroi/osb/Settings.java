package fr.beffroi.osb;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of this room, {@code etc/fr.beffroi.osb.cfg}. */
@ObjectClassDefinition(name = "Open Service Broker API")
@interface Settings {
    /** Key {@code public.url}. */
    @AttributeDefinition(name = "Address under which people reach this house, without a slash at its end")
    String public_url() default "http://127.0.0.1:8080";

    /** Key {@code poll.seconds}. */
    @AttributeDefinition(name = "Seconds until a platform asks again how far an operation is")
    int poll_seconds() default 1;

    /** Key {@code waiting.seconds}. */
    @AttributeDefinition(name = "The same while an order waits for a person or for the end of a notice")
    int waiting_seconds() default 60;

    /** Key {@code polling.limit.seconds}. */
    @AttributeDefinition(name = "Seconds after which a platform may give an operation up")
    int polling_limit_seconds() default 604_800;
}
