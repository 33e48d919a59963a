package fr.beffroi.journal.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the journal, PID {@code fr.beffroi.journal}; explained in {@code fr.beffroi.journal.cfg}. */
@ObjectClassDefinition(name = "Beffroi: journal and clock")
@interface JournalSettings {

    @AttributeDefinition(description = "Whether the house runs as a demonstration, whose clock can be put forward")
    boolean demonstration() default false;

    @AttributeDefinition(
            description =
                    "When the demonstration begins, such as 2026-10-01T08:00:00Z; empty: on the first of last month")
    String demonstration_start() default "";
}
