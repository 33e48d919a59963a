package fr.beffroi.journal.internal;

import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal when the house starts, and publishes it with the clock. Both come from here because they need each other: the
 * journal's entries bear the clock's time, and a demonstration's clock goes on where the journal ended.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "fr.beffroi.journal",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JournalSettings.class)
public final class JournalOpener {
    private static final Logger LOG = LoggerFactory.getLogger(JournalOpener.class);

    private final SqlJournal journal;
    private final Deque<ServiceRegistration<?>> published = new ArrayDeque<>();

    @Activate
    public JournalOpener(BundleContext bundle, @Reference Store store, JournalSettings settings) {
        journal = SqlJournal.open(store, last -> clock(settings, last, Clock.systemUTC()));
        Clock clock = journal.clock();
        LOG.info("The journal is open at entry {}; it is {}.", journal.head(), clock.instant());
        published.push(bundle.registerService(Clock.class, clock, null));
        if (clock instanceof DemonstrationClock hands) {
            published.push(bundle.registerService(DemonstrationClock.class, hands, null));
        }
        published.push(bundle.registerService(Journal.class, journal, null));
    }

    /**
     * The clock that the settings ask for.
     *
     * @param last time of the last entry: no demonstration begins before it
     * @param real what time it really is
     */
    static Clock clock(JournalSettings settings, Instant last, Clock real) {
        if (!settings.demonstration()) {
            return real;
        }
        Instant start = start(settings.demonstration_start().strip(), real);
        return new ElapsingClock(last.isAfter(start) ? last : start, System::nanoTime);
    }

    private static Instant start(String setting, Clock real) {
        if (setting.isEmpty()) {
            return YearMonth.now(real.withZone(ZoneOffset.UTC))
                    .minusMonths(1)
                    .atDay(1)
                    .atTime(8, 0)
                    .toInstant(ZoneOffset.UTC);
        }
        try {
            return Instant.parse(setting);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "The setting demonstration.start of fr.beffroi.journal is \"" + setting
                            + "\", but an instant such as 2026-10-01T08:00:00Z is expected.",
                    e);
        }
    }

    @Deactivate
    void close() {
        while (!published.isEmpty()) {
            published.pop().unregister();
        }
        journal.close();
    }
}
