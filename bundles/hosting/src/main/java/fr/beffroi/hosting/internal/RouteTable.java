package fr.beffroi.hosting.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Which instance answers where. Hosting writes it, the router reads it. */
@Component(service = RouteTable.class)
public final class RouteTable {
    private final Map<Address, Route> routes = new ConcurrentHashMap<>();

    Optional<Route> find(Address address) {
        return Optional.ofNullable(routes.get(address));
    }

    void add(Route route) {
        routes.put(route.address(), route);
    }

    void remove(Route route) {
        routes.remove(route.address(), route);
    }
}
