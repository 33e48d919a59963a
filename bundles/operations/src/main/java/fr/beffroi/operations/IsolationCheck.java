package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Journal;
import fr.beffroi.operations.IsolationReport.Finding;
import fr.beffroi.operations.IsolationReport.Result;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Tries the walls between communes against the house as it runs, and keeps what came of it: a file in the folder {@code reports} and
 * an entry in the journal that names the file by its digest. No data of a commune is read: what is tried on is made for it, or only
 * asked whether it would open.
 */
@Component(service = IsolationCheck.class, configurationPid = OperationsSettings.PID)
@Designate(ocd = OperationsSettings.class)
public final class IsolationCheck {
    private final Clock clock;
    private final Journal journal;
    private final ReadingIntake intake;
    private final ProbeInstances probes;
    private final OuterWalls outer;
    private final DirectoryWall branches;
    private final Path reports;
    private final ReentrantLock running = new ReentrantLock();

    @Activate
    public IsolationCheck(
            @Reference Clock clock,
            @Reference Journal journal,
            @Reference ReadingIntake intake,
            @Reference Broker broker,
            @Reference Bindings bindings,
            @Reference Hosting hosting,
            @Reference TenantDatabases databases,
            @Reference Directory directory,
            OperationsSettings settings) {
        Path data = Path.of(settings.data()).toAbsolutePath().normalize();
        this.clock = clock;
        this.journal = journal;
        this.intake = intake;
        this.probes = new ProbeInstances(hosting, databases, directory, data, Path.of(settings.probe()));
        this.outer = new OuterWalls(broker, bindings, hosting, settings.url());
        this.branches = new DirectoryWall(broker, bindings, directory);
        this.reports = data.resolve("reports");
    }

    /**
     * Tries everything once; that takes some seconds.
     *
     * @param caller operations; the journal names them
     * @throws Refusal {@link Reason#FORBIDDEN} for anybody else, {@link Reason#CONCURRENT} while another check runs, {@link
     *     Reason#UNAVAILABLE} when the probe doesn't run or can't be removed, {@link Reason#STORAGE_FULL} when the report can't be written
     */
    IsolationReport run(Actor caller) {
        caller.require(Role.STAFF, Role.SYSTEM);
        if (!running.tryLock()) {
            throw new Refusal(Reason.CONCURRENT, "Another isolation check is running: wait for its end.");
        }
        try {
            Instant at = clock.instant();
            List<Finding> findings = new ArrayList<>(inside());
            findings.add(falseName(at));
            findings.addAll(branches.tryAll(caller));
            findings.addAll(outer.tryAll(caller));
            IsolationReport report = new IsolationReport(at, caller.id(), findings);
            keep(caller, report);
            return report;
        } finally {
            running.unlock();
        }
    }

    private List<Finding> inside() {
        try {
            return probes.tryTheWalls();
        } catch (IOException e) {
            throw new Refusal(Reason.UNAVAILABLE, "The probe's findings can't be had: " + e.getMessage(), e);
        }
    }

    /** The catalogue has no such service, so that nothing is counted even when the wall is missing. */
    private Finding falseName(Instant at) {
        Reading neighbours = new Reading(
                "/t/" + ProbeInstances.NEIGHBOUR + "/" + ProbeInstances.SERVICE,
                "isolation-check",
                ProbeInstances.NEIGHBOUR,
                ProbeInstances.SERVICE,
                "false-name",
                at,
                BigDecimal.ZERO);
        String attempt = "reading-under-a-false-name";
        try {
            intake.accept(Actor.service(ProbeInstances.INTRUDER, ProbeInstances.SERVICE), List.of(neighbours));
            return new Finding(
                    "metering", attempt, Result.BREACHED, "Une instance a pu compter au nom de la commune voisine.");
        } catch (Refusal refusal) {
            boolean refused = refusal.reason() == Reason.FORBIDDEN;
            return new Finding(
                    "metering",
                    attempt,
                    refused ? Result.HELD : Result.NOT_TRIED,
                    (refused ? "Refusé : " : "Les relevés ne répondent pas : ") + refusal.getMessage());
        }
    }

    /** First the file, then the entry that names it: a file without an entry is a check that was not finished. */
    private void keep(Actor caller, IsolationReport report) {
        byte[] content = report.json().getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(reports);
            Files.write(reports.resolve(report.file()), content);
        } catch (IOException e) {
            throw new Refusal(
                    Reason.STORAGE_FULL,
                    "The report can't be written to " + reports + ": is the disk full or read-only?",
                    e);
        }
        Decision checked = new Decision.IsolationChecked(
                report.names(Result.HELD).size(),
                report.names(Result.BREACHED),
                report.names(Result.OPEN),
                report.names(Result.NOT_TRIED),
                report.file(),
                sha256(content));
        journal.decide(caller, decisions -> decisions.record(checked));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
