package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;

/** The embedded directory with a port. */
class EmbeddedProgramRulesTest extends ProgramRules {
    @Override
    LdapServer server() throws Exception {
        return new EmbeddedServer(new DN(House.BASE), House.ITERATIONS, OpenLdap.freePort());
    }
}
