package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import java.util.List;
import org.osgi.framework.ServiceObjects;

/** What of the house has started so far. */
interface Rooms extends AutoCloseable {

    /** Whether every room has. */
    boolean haveAllStarted();

    /** The parts that say themselves whether they can serve. */
    List<ServiceObjects<Readiness>> parts();

    @Override
    void close();
}
