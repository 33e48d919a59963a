package fr.beffroi.metering.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What operations can set of the reading of counters; {@code fr.beffroi.metering.scrape.cfg} explains each. */
@ObjectClassDefinition(name = "Beffroi metering: scrape")
public @interface ScrapeSettings {

    @AttributeDefinition(description = "Seconds that a page of counters may take")
    int timeoutSeconds() default 5;

    @AttributeDefinition(description = "How many bytes a page of counters may have")
    int pageBytes() default 4_194_304;
}
