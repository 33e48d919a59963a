package fr.beffroi.operations;

import fr.beffroi.api.Archives;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.costs.Statements;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Metering;
import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * There exactly while every room of the house has started: each is a mandatory reference. Karaf goes on running when a boot feature
 * fails; this doesn't, and so {@code /health/ready} tells the truth.
 */
@Component(
        service = WholeHouse.class,
        reference = {
            @Reference(name = "archives", service = Archives.class),
            @Reference(name = "broker", service = Broker.class),
            @Reference(name = "communes", service = Communes.class),
            @Reference(name = "declarations", service = Declarations.class),
            @Reference(name = "intake", service = ReadingIntake.class),
            @Reference(name = "statements", service = Statements.class),
            @Reference(name = "hosting", service = Hosting.class),
            @Reference(name = "journal", service = Journal.class),
            @Reference(name = "metering", service = Metering.class),
            @Reference(name = "osb", service = Servlet.class, target = "(osgi.http.whiteboard.servlet.name=osb)"),
            @Reference(name = "rest", service = Servlet.class, target = "(osgi.http.whiteboard.servlet.name=rest)"),
            @Reference(name = "router", service = Servlet.class, target = "(osgi.http.whiteboard.servlet.pattern=/t/*)")
        })
public final class WholeHouse {
    /** Nothing to do: being there is what it is for. */
    @Activate
    public WholeHouse() {}
}
