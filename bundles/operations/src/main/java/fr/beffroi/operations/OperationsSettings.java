package fr.beffroi.operations;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@code etc/fr.beffroi.operations.cfg}. */
@ObjectClassDefinition(name = "Beffroi operations")
@interface OperationsSettings {
    /** PID and name of the file. */
    String PID = "fr.beffroi.operations";

    @AttributeDefinition(description = "Folder of all state; reports go to its folder reports")
    String data() default "data";

    @AttributeDefinition(description = "Where the house reaches its own web server, without a slash at the end")
    String url() default "http://127.0.0.1:8080";

    @AttributeDefinition(
            description =
                    "The bundle that tries the walls; not in the folder of services, because it breaks their rules")
    String probe() default "probe/fr.beffroi.service.probe.jar";
}
