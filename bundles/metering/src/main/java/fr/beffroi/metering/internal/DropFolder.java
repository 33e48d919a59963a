package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.DroppedFile;
import fr.beffroi.metering.DroppedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes readings in from files. A file is moved only after all of it is durable, so one that was broken off, by a kill or a data store
 * that was away, is read again from its beginning, and what came in before is a duplicate.
 */
@Component(
        service = {DroppedFiles.class, Readiness.class},
        immediate = true,
        configurationPid = "fr.beffroi.metering")
@Designate(ocd = FolderSettings.class)
public final class DropFolder implements DroppedFiles, Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int MOST_TOLD = 100;

    /** Whoever can write into the folder brings readings for any commune, as operations do. */
    private static final Actor BRINGING = Actor.room("metering");

    private final Entrances entrances;
    private final ReadingIntake intake;
    private final Clock clock;
    private final Shelves shelves;
    private final Settled settled;
    private final ReadingsFile files = new ReadingsFile(this::bring);
    private final Deque<DroppedFile> last = new ArrayDeque<>();
    private final Map<DroppedFile.Outcome, Long> counted = new EnumMap<>(DroppedFile.Outcome.class);
    private volatile boolean stopping;
    private volatile Optional<String> problem = Optional.empty();

    @Activate
    public DropFolder(
            @Reference Entrances entrances,
            @Reference ReadingIntake intake,
            @Reference Clock clock,
            FolderSettings settings) {
        this(
                entrances,
                intake,
                clock,
                Path.of(settings.folder()),
                EVERY,
                Duration.ofSeconds(settings.settledSeconds()));
    }

    /** @param every how often the folder is looked at */
    DropFolder(Entrances entrances, ReadingIntake intake, Clock clock, Path folder, Duration every, Duration settled) {
        this.entrances = entrances;
        this.intake = intake;
        this.clock = clock;
        this.shelves = new Shelves(folder);
        this.settled = new Settled(settled, System::nanoTime);
        makeFolders();
        entrances.open(new FolderRoutes(shelves.in(), every, this.settled, this::makeFolders, this::take));
    }

    /** Waits for the part of a file that is being brought; the file stays and is read again. */
    @Deactivate
    public void stop() {
        stopping = true;
        entrances.close(FolderRoutes.ID);
    }

    @Override
    public String part() {
        return "readings folder";
    }

    /** Readings also come in other ways, so none keeps the house from serving. */
    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        return problem;
    }

    @Override
    public List<DroppedFile> last() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    @Override
    public Map<DroppedFile.Outcome, Long> counted() {
        synchronized (last) {
            return Map.copyOf(counted);
        }
    }

    @Override
    public long waiting() {
        try {
            return shelves.waiting();
        } catch (IOException e) {
            return 0;
        }
    }

    private void makeFolders() {
        try {
            shelves.make();
            problem = Optional.empty();
        } catch (IOException e) {
            String now =
                    "The folder for files of readings can't be made: " + e + ". Give the house's user the right to.";
            if (problem.isEmpty()) {
                LOG.warn(now);
            }
            problem = Optional.of(now);
        }
    }

    private List<Receipt> bring(List<Reading> readings) {
        if (stopping) {
            throw new Refusal(Reason.UNAVAILABLE, "The house stops; it is read again when that starts.");
        }
        return intake.accept(BRINGING, readings);
    }

    /** What lies there as it was when it was looked at; otherwise it waits anew. */
    private void take(Path file) {
        String name = shown(file);
        try (FileReport report = new FileReport(shelves.draft())) {
            Settled.Look look = settled.taken(file);
            if (Settled.Look.at(file).equals(look)) {
                files.read(file, report);
                if (Settled.Look.at(file).equals(look)) {
                    moved(file, look, report)
                            .ifPresentOrElse(
                                    this::tell, () -> keep(name, "Another file took its place when it was read."));
                } else {
                    keep(name, "It was changed while it was read.");
                }
            }
        } catch (NoSuchFileException e) {
            LOG.info("The file {} is gone.", name);
        } catch (Refusal e) {
            keep(name, e.getMessage());
        } catch (IOException e) {
            keep(name, "It can't be read or moved: " + e);
        } catch (RuntimeException e) {
            LOG.error("The file {} could not be taken in.", name, e);
            keep(name, "Something went wrong here; the log says what.");
        }
    }

    /** @return empty when another file had been renamed to its place meanwhile; that one lies there again, to be read */
    private Optional<DroppedFile> moved(Path file, Settled.Look look, FileReport report) throws IOException {
        boolean refused = report.refusesAny();
        String month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)).toString();
        Path place = refused ? shelves.refused(file) : shelves.taken(file, month);
        // The report comes first: after a kill in between, the file is read again and makes it anew.
        Path told = Shelves.reportOf(place);
        report.publish(told);
        boolean beside = false;
        try {
            Files.move(file, place);
            beside = shelves.isAsItWas(place, look);
            if (!beside) {
                Files.move(place, shelves.back(file));
            }
        } finally {
            if (!beside) {
                // It tells of a file that doesn't lie there.
                Files.deleteIfExists(told);
            }
        }
        if (!beside) {
            return Optional.empty();
        }
        DroppedFile.Outcome outcome = refused ? DroppedFile.Outcome.REFUSED : DroppedFile.Outcome.TAKEN;
        return Optional.of(new DroppedFile(shown(file), clock.instant(), outcome, report.lines(), ""));
    }

    private void tell(DroppedFile file) {
        if (file.outcome() == DroppedFile.Outcome.REFUSED) {
            LOG.warn("The file {} has lines that were refused, its report says why: {}", file.name(), file.lines());
        } else {
            LOG.info("The file {} was taken in: {}", file.name(), file.lines());
        }
        remember(file);
    }

    private void keep(String name, String sentence) {
        if (remember(new DroppedFile(name, clock.instant(), DroppedFile.Outcome.KEPT, Map.of(), sentence))) {
            LOG.warn("The file {} is kept and tried again: {}", name, sentence);
        }
    }

    /** @return whether it wasn't known: a file that is tried again and again is told once */
    private boolean remember(DroppedFile file) {
        synchronized (last) {
            boolean known = last.removeIf(one -> one.outcome() == DroppedFile.Outcome.KEPT
                    && one.name().equals(file.name())
                    && one.sentence().equals(file.sentence()));
            last.addFirst(file);
            if (last.size() > MOST_TOLD) {
                last.removeLast();
            }
            counted.merge(file.outcome(), 1L, Long::sum);
            return !known;
        }
    }

    private static String shown(Path file) {
        return file.getFileName().toString().replaceAll("\\p{Cntrl}", "?");
    }
}
