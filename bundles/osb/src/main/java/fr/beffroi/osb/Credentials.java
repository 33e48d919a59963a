package fr.beffroi.osb;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * What a program logs in with. It is in answers to platforms and in no log.
 *
 * @param uri of the commune's instance, or of the directory
 * @param username for HTTP Basic, or the name to bind the directory as
 * @param baseDn the branch of the directory that can be read; null for access to an instance
 */
record Credentials(String uri, String username, String password, String baseDn) {

    /** Where they are good for: host and port of the address. */
    Optional<Endpoint> endpoint() {
        URI address = URI.create(uri);
        int port = address.getPort() >= 0 ? address.getPort() : usualPort(address.getScheme());
        return Optional.ofNullable(address.getHost())
                .filter(host -> port > 0)
                .map(host -> new Endpoint(host, List.of(String.valueOf(port)), "tcp"));
    }

    private static int usualPort(String scheme) {
        return switch (scheme == null ? "" : scheme) {
            case "http" -> 80;
            case "https" -> 443;
            case "ldap" -> 389;
            case "ldaps" -> 636;
            default -> -1;
        };
    }

    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }

    /** OSB 2.17, endpoint object; ports are strings. */
    record Endpoint(String host, List<String> ports, String protocol) {}

    /** OSB 2.17, binding metadata object. */
    record Metadata(String expiresAt, String renewBefore) {
        /** With a fraction of a second, as the specification writes it; cut, so that nobody thinks it lives longer. */
        private static final DateTimeFormatter TENTHS =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.S'Z'").withZone(ZoneOffset.UTC);

        static Optional<Metadata> of(Binding binding) {
            return binding.expiresAt()
                    .map(end -> new Metadata(
                            TENTHS.format(end),
                            binding.renewBefore().map(Metadata::written).orElse(null)));
        }

        private static String written(Instant time) {
            return TENTHS.format(time);
        }
    }

    /** Puts the secret of a binding and the address it is good for together. */
    record Maker(Broker broker, Bindings bindings, Dashboards dashboards) {

        /** Empty when the binding isn't in force, or nobody can know its secret any more. */
        Optional<Credentials> of(Actor actor, Binding binding) {
            return bindings.secret(actor, binding)
                    .flatMap(secret -> secret.uri()
                            .or(() -> instance(binding))
                            .map(uri -> new Credentials(
                                    uri,
                                    secret.username(),
                                    secret.password(),
                                    secret.baseDn().orElse(null))));
        }

        private Optional<String> instance(Binding binding) {
            return Choice.offering(broker, binding.offering())
                    .flatMap(offering -> dashboards.of(offering, binding.tenant()));
        }
    }
}
