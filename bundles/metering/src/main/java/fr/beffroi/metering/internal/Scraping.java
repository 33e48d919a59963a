package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.Store;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads counters of services that report nothing themselves. What a counter said is stored first; what it rose by becomes a reading that
 * comes in like any other, and that is the same however often it is delivered. So whatever is broken off, every rise counts once.
 */
@Component(service = Readiness.class, immediate = true, configurationPid = "fr.beffroi.metering.scrape")
@Designate(ocd = ScrapeSettings.class)
public final class Scraping implements Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Scraping.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Operations declared what is read, for any commune. */
    private static final Actor BRINGING = Actor.room("metering");

    /** By how much the clock of another node may differ. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** Readings that are delivered at once. */
    private static final int PART = 1_000;

    /** Whose problems those are that no address and no meter has. */
    private static final String DELIVERY = "all counters";

    private final Entrances entrances;
    private final ReadingIntake intake;
    private final SqlSamples samples;
    private final Broker broker;
    private final Communes communes;
    private final Clock clock;
    private final Pages pages;
    private final Told problems = new Told(sentence -> LOG.warn("Scrape of {}", sentence));
    private final Told strangers = new Told(sentence -> LOG.info("Scrape of {}", sentence));
    private final Turns turns = new Turns();
    private Optional<Set<String>> scraped = Optional.empty();
    private boolean owing = true;
    private volatile boolean stopping;

    /** Where pages are asked for. */
    interface Pages {
        /** @param each takes one answer after the other as they come, one for each address */
        void ask(List<URI> addresses, Consumer<Answer> each) throws InterruptedException;
    }

    /** @throws IllegalArgumentException when a setting is none, in a sentence with the name of its file */
    @Activate
    public Scraping(
            @Reference Entrances entrances,
            @Reference ReadingIntake intake,
            @Reference Store store,
            @Reference Broker broker,
            @Reference Communes communes,
            @Reference Clock clock,
            ScrapeSettings settings) {
        this(
                entrances,
                intake,
                store,
                broker,
                communes,
                clock,
                new HttpPages(
                        clock,
                        Duration.ofSeconds(positive("timeoutSeconds", settings.timeoutSeconds())),
                        positive("pageBytes", settings.pageBytes())),
                EVERY);
    }

    private static int positive(String setting, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "etc/fr.beffroi.metering.scrape.cfg: " + setting + " is a number above 0, not " + value);
        }
        return value;
    }

    /**
     * @param entrances its room has made the tables
     * @param every how often it is looked what is to be read
     */
    Scraping(
            Entrances entrances,
            ReadingIntake intake,
            Store store,
            Broker broker,
            Communes communes,
            Clock clock,
            Pages pages,
            Duration every) {
        this.entrances = entrances;
        this.intake = intake;
        this.samples = new SqlSamples(store);
        this.broker = broker;
        this.communes = communes;
        this.clock = clock;
        this.pages = pages;
        entrances.open(new ScrapeRoutes(every, this::round));
    }

    /** Waits for the page that is being read; what is owed is delivered after the next start. */
    @Deactivate
    public void stop() {
        stopping = true;
        entrances.close(ScrapeRoutes.ID);
    }

    @Override
    public String part() {
        return "scrape";
    }

    /** Readings also come in other ways, so none keeps the house from serving. */
    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        return problems.first().map(one -> "Counters of other services can't all be read. " + one);
    }

    /** Reads what is to be read now, and delivers what is owed. */
    synchronized void round() {
        try {
            List<Target> targets = Target.in(broker.catalogue());
            endAllBut(targets);
            Map<URI, List<Target>> due = due(targets);
            if (!due.isEmpty()) {
                Set<Insee> known = communes.all().stream().map(Commune::insee).collect(Collectors.toSet());
                Map<Target, Map<String, Long>> lastRead = due.values().stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toMap(Function.identity(), samples::last));
                pages.ask(
                        List.copyOf(due.keySet()), answer -> take(answer, due.get(answer.address()), known, lastRead));
            }
            if (owing) {
                deliver();
            }
            problems.now(DELIVERY, List.of());
        } catch (Refusal e) {
            problems.now(DELIVERY, List.of("It goes on as soon as it can: " + e.getMessage()));
        } catch (RuntimeException e) {
            if (problems.now(DELIVERY, List.of("Something went wrong here; the log says what."))) {
                LOG.error("Counters could not be read, or what they say not be delivered; it is tried again.", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By their addresses, each of which is asked once for all. */
    private Map<URI, List<Target>> due(List<Target> targets) {
        long now = Columns.micros(clock.instant());
        Map<URI, List<Target>> due = new LinkedHashMap<>();
        for (Target target : targets) {
            if (turns.isDue(target, now)) {
                due.computeIfAbsent(target.scrape().address(), address -> new ArrayList<>())
                        .add(target);
            }
        }
        return due;
    }

    private void endAllBut(List<Target> targets) {
        turns.only(targets);
        Set<String> names = targets.stream().map(Target::toString).collect(Collectors.toSet());
        if (!scraped.equals(Optional.of(names))) {
            samples.endAllBut(targets, clock.instant());
            scraped = Optional.of(Set.copyOf(names));
        }
        names.add(DELIVERY);
        problems.only(names);
        strangers.only(names);
    }

    private void take(Answer answer, List<Target> targets, Set<Insee> known, Map<Target, Map<String, Long>> lastRead) {
        if (stopping) {
            return;
        }
        Optional<PrometheusText> page;
        Missed missed = Missed.UNREACHABLE;
        String problem = "The page could not be had: " + answer.problem() + ".";
        try {
            page = answer.page().map(one -> read(one, targets));
        } catch (Refusal e) {
            page = Optional.empty();
            missed = Missed.UNREADABLE;
            problem = e.getMessage();
        }
        for (Target target : targets) {
            Map<String, String> wrong = new TreeMap<>();
            CounterLooks looks = CounterLooks.none(missed);
            if (page.isPresent()) {
                looks = CounterLooks.of(page.get(), target.scrape(), known);
                looks.problems().forEach(one -> wrong.put(one, one));
            } else {
                // The number of the line or of the status may be another each time.
                wrong.put(problem.replaceAll("[0-9]+", "#"), problem);
            }
            keep(answer, target, lastRead.get(target), looks, wrong);
        }
    }

    private static PrometheusText read(Answer.Page page, List<Target> targets) {
        Set<String> names =
                targets.stream().map(target -> target.scrape().counter()).collect(Collectors.toSet());
        return PrometheusText.read(page.text(), page.openMetrics(), names);
    }

    /** What can't be stored keeps no other from being stored; the next sample makes up for it. */
    private void keep(
            Answer answer, Target target, Map<String, Long> lastRead, CounterLooks looks, Map<String, String> wrong) {
        Optional<RuntimeException> fault = Optional.empty();
        // Also when the answer to the commit was lost.
        owing = true;
        try {
            samples.keep(target, answer.asked(), lastRead, looks);
            turns.asked(target, Columns.micros(answer.asked()), looks.others() == Missed.ABSENT);
        } catch (Refusal e) {
            wrong.put("stored", "What was read could not be stored: " + e.getMessage());
        } catch (RuntimeException e) {
            fault = Optional.of(e);
            wrong.put("stored", "What was read could not be stored; the log says why.");
        }
        if (lastRead.values().stream()
                .anyMatch(at -> at > Columns.micros(answer.asked().plus(AHEAD)))) {
            wrong.put(
                    "ahead",
                    "Its last sample is of a later time than now, so a clock was wrong: nothing counts until then.");
        }
        if (problems.now(target.toString(), wrong)) {
            fault.ifPresent(e -> LOG.error("What was read of {} could not be stored; it is read again.", target, e));
        }
        strangers.now(
                target.toString(),
                looks.strangers().map(one -> Map.of("strangers", one)).orElse(Map.of()));
    }

    private void deliver() {
        List<Owed> part = samples.owed(PART);
        while (!part.isEmpty() && !stopping) {
            samples.settle(part, bring(part));
            part = samples.owed(PART);
        }
        owing = !part.isEmpty();
    }

    /** @return those that are refused and always will be */
    private Set<Owed> bring(List<Owed> part) {
        Set<Owed> refused = new HashSet<>();
        List<Owed> brought = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        for (Owed one : part) {
            try {
                readings.add(one.reading());
                brought.add(one);
            } catch (Refusal e) {
                refuse(one, e.getMessage(), refused);
            }
        }
        Iterator<Receipt> receipts =
                (readings.isEmpty() ? List.<Receipt>of() : intake.accept(BRINGING, readings)).iterator();
        for (Owed one : brought) {
            Receipt receipt = receipts.next();
            if (receipt.outcome() == Outcome.REFUSED) {
                refuse(one, receipt.sentence(), refused);
            }
        }
        return refused;
    }

    private static void refuse(Owed one, String sentence, Set<Owed> refused) {
        LOG.warn(
                "What {} used {}, {}, can't be counted: {}",
                one.sample().series(),
                one.span(),
                one.quantity().toPlainString(),
                sentence);
        refused.add(one);
    }
}
