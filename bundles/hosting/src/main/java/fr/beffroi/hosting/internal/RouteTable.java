package fr.beffroi.hosting.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Which instance answers where, and what is answered where one stands that doesn't serve. Hosting writes it, the router reads it. */
@Component(service = RouteTable.class)
public final class RouteTable {
    private static final Door NOWHERE = new Door(Optional.empty(), Problem.NOT_FOUND);

    private final Map<Address, Door> doors = new ConcurrentHashMap<>();

    /**
     * What somebody finds at an address.
     *
     * @param way in; empty when it is shut
     * @param notice what is answered when it is shut
     */
    record Door(Optional<Way> way, Problem notice) {}

    Door find(Address address) {
        return doors.getOrDefault(address, NOWHERE);
    }

    void open(Way way) {
        doors.put(way.address(), new Door(Optional.of(way), Problem.CLOSED));
    }

    /** Nobody gets in there any more; who has found the way already still can, see {@link Route#drain}. */
    void shut(Address address, Problem notice) {
        doors.put(address, new Door(Optional.empty(), notice));
    }

    /** Nothing is there any more. */
    void remove(Address address) {
        doors.remove(address);
    }
}
