package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;

/** The embedded directory without a port: what programs outside can't reach, instances can. */
class EmbeddedInstanceViewTest extends InstanceViewRules {
    @Override
    LdapServer server() throws Exception {
        return new EmbeddedServer(new DN(House.BASE), House.ITERATIONS, 0);
    }
}
