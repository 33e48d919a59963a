package fr.beffroi.tenancy.internal;

import org.junit.jupiter.api.AfterEach;

/** A real OpenLDAP with the operators' access rules. */
class OpenLdapProgramRulesTest extends ProgramRules {
    private OpenLdap slapd;

    @Override
    LdapServer server() throws Exception {
        slapd = new OpenLdap(folder);
        slapd.start();
        return slapd.server();
    }

    @AfterEach
    void stop() throws Exception {
        if (slapd != null) {
            slapd.close();
        }
    }
}
