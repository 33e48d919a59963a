package fr.beffroi.tenancy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The settings of this room, {@code etc/fr.beffroi.tenancy.cfg}. A name that begins with an underscore is a key that begins with a
 * dot: Declarative Services keeps such keys out of the properties of the services it publishes, so secrets don't show there.
 */
@ObjectClassDefinition(id = TenancySettings.PID, name = "Beffroi: communes, accounts and the directory")
public @interface TenancySettings {
    /** Where the settings stand. */
    String PID = "fr.beffroi.tenancy";

    @AttributeDefinition(name = "Folder of all state")
    String data() default "data";

    @AttributeDefinition(name = "Base entry in the directory")
    String base_dn() default "dc=beffroi,dc=example";

    @AttributeDefinition(name = "Address of the directory", description = "Empty: the embedded one")
    String ldap_url() default "";

    @AttributeDefinition(name = "Entry that writes to the directory")
    String ldap_bind_dn() default "";

    @AttributeDefinition(name = "Its password", type = AttributeType.PASSWORD)
    String _ldap_password() default "";

    @AttributeDefinition(name = "A file that has its password, and that only the house's user reads")
    String ldap_password_file() default "";

    @AttributeDefinition(
            name = "Address of the directory for programs of the communes",
            description = "Empty: as above")
    String ldap_public_url() default "";

    @AttributeDefinition(name = "Port of the embedded directory", description = "0: programs can't reach it")
    int ldap_embedded_port() default 0;

    @AttributeDefinition(name = "Password of ops", type = AttributeType.PASSWORD)
    String _password_ops() default "";

    @AttributeDefinition(name = "Password of auditor", type = AttributeType.PASSWORD)
    String _password_auditor() default "";

    @AttributeDefinition(name = "Password of platform", type = AttributeType.PASSWORD)
    String _password_platform() default "";

    @AttributeDefinition(name = "Rounds of PBKDF2 for new passwords")
    int password_iterations() default 210_000;
}
