package fr.beffroi.operations;

import fr.beffroi.api.Archives;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Rollouts;
import fr.beffroi.costs.Statements;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Metering;
import jakarta.servlet.Servlet;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * There exactly while every room of the house has started. Each is a mandatory reference whose object is really asked for: a room
 * that is registered but fails to start is missing here. Karaf goes on running when a bundle fails; this doesn't, and so {@code
 * /health/ready} tells the truth.
 */
@Component(service = WholeHouse.class)
public final class WholeHouse {
    private final List<Object> rooms;

    @Activate
    public WholeHouse(
            @Reference Archives archives,
            @Reference Bindings bindings,
            @Reference Broker broker,
            @Reference Communes communes,
            @Reference Declarations declarations,
            @Reference Inspection inspection,
            @Reference Platforms platforms,
            @Reference ReadingIntake intake,
            @Reference Rollouts rollouts,
            @Reference Statements statements,
            @Reference Hosting hosting,
            @Reference Journal journal,
            @Reference Metering metering,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=osb)") Servlet osb,
            @Reference(target = "(osgi.http.whiteboard.servlet.name=rest)") Servlet rest,
            @Reference(target = "(osgi.http.whiteboard.servlet.pattern=/t/*)") Servlet router) {
        rooms = List.of(
                archives,
                bindings,
                broker,
                communes,
                declarations,
                inspection,
                platforms,
                intake,
                rollouts,
                statements,
                hosting,
                journal,
                metering,
                osb,
                rest,
                router);
    }

    @Override
    public String toString() {
        return rooms.size() + " parts have started";
    }
}
