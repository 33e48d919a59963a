package fr.beffroi.store.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.TenantDatabases.TenantDatabase;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the databases of instances are called. A service has no underscore in its name, so each name leads back to its owner. */
final class TenantNames {
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,49}");
    private static final Pattern SCHEMA = Pattern.compile("t_((?:\\d{2}|2[AB])\\d{3})_([a-z][a-z0-9_]{0,49})");

    private TenantNames() {}

    /** The owner, once it is sure that its name can be part of a path and of an identifier. */
    static TenantDatabase checked(Insee tenant, String service) {
        if (!SERVICE.matcher(service).matches()) {
            throw Refusal.invalid("\"" + service + "\" can't be the name of a service: lower-case letters, digits and"
                    + " dashes only, a letter first, 50 at most.");
        }
        return new TenantDatabase(tenant, service);
    }

    /** The name of its schema and of its role: at most 58 of PostgreSQL's 63 characters. */
    static String schema(TenantDatabase owner) {
        return "t_" + owner.tenant() + "_" + owner.service().replace('-', '_');
    }

    static Optional<TenantDatabase> ofSchema(String schema) {
        Matcher matcher = SCHEMA.matcher(schema);
        return matcher.matches()
                ? Optional.of(new TenantDatabase(
                        new Insee(matcher.group(1)), matcher.group(2).replace('_', '-')))
                : Optional.empty();
    }

    static Optional<TenantDatabase> ofFolders(String tenant, String service) {
        return ofSchema("t_" + tenant + "_" + service.replace('-', '_'))
                .filter(owner -> owner.service().equals(service));
    }
}
