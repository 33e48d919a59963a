package fr.beffroi.operations;

import fr.beffroi.api.Refusal;
import fr.beffroi.metering.DroppedFiles;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Retention;
import fr.beffroi.metering.Retention.Archived;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

@Service
@Command(
        scope = "beffroi",
        name = "metering",
        description =
                "Recomputes every seal from its readings; says where readings are missing; lists readings in quarantine and"
                        + " lets them through; lists files of readings; archives old months.")
public final class MeteringCommand implements Action {
    private static final Filter EVERYTHING = new Filter(
            Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));
    private static final int MOST = 1_000;
    private static final Duration USUAL = Duration.ofDays(31);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Argument(description = "verify, gaps, quarantine, replay, files or archive", required = true)
    private String what;

    @Argument(
            index = 1,
            description = "replay: whose readings, such as /t/30189/actes; gaps: how far back, such as P7D")
    private String first;

    @Argument(index = 2, description = "replay: what is added to their times, such as PT2H or PT-2H")
    private String shift;

    @Option(
            name = "--month",
            description =
                    "archive: the month in which the readings arrived, such as 2024-01; without, what was archived is listed")
    private String month;

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Metering metering;

    @Reference
    private DroppedFiles files;

    @Reference
    private Retention retention;

    @Reference
    private Clock clock;

    @Reference
    private Session session;

    @Override
    public String execute() {
        return switch (what) {
            case "verify" -> verify();
            case "gaps" -> gaps();
            case "quarantine" -> quarantine();
            case "replay" -> replay();
            case "files" -> FolderFiles.listed(files).text(json);
            case "archive" -> archive();
            default ->
                throw Refusal.invalid(
                        "\"" + what
                                + "\" is not something that this command does: verify, gaps, quarantine, replay, files, archive.");
        };
    }

    private String verify() {
        List<String> findings = metering.verify();
        if (!findings.isEmpty()) {
            throw new IllegalStateException("Seals no longer fit their readings:\n" + String.join("\n", findings));
        }
        return "Every seal fits its readings.\n";
    }

    /** @throws IllegalStateException when there are gaps, so that the exit status says so; with {@code --json} the text does */
    private String gaps() {
        Listing listing = new Listing("insee", "service", "meter", "from", "to", "reason");
        List<Gap> gaps = MissingReadings.gaps(metering, clock, back());
        gaps.forEach(gap -> listing.row(gap.tenant(), gap.offering(), gap.meter(), gap.from(), gap.to(), gap.reason()));
        if (!json && !gaps.isEmpty()) {
            throw new IllegalStateException("Readings are missing:\n" + listing.text(false));
        }
        return json
                ? listing.text(true)
                : "Whatever was expected since " + Listing.shown(clock.instant().minus(back())) + " came.\n";
    }

    private Duration back() {
        try {
            Duration back = first == null ? USUAL : Duration.parse(first);
            if (back.isNegative() || back.isZero() || back.compareTo(LONGEST) > 0) {
                throw Refusal.invalid("\"" + first + "\" is not a time from now back, such as P7D.");
            }
            return back;
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + first + "\" is not a duration such as P7D or PT12H.");
        }
    }

    private String quarantine() {
        Listing listing = new Listing("insee", "service", "meter", "source", "id", "time", "reason", "since");
        for (Quarantined one : metering.quarantine(EVERYTHING, MOST)) {
            listing.row(
                    one.reading().tenant(),
                    one.reading().offering(),
                    one.reading().meter(),
                    one.reading().source(),
                    one.reading().id(),
                    one.reading().time(),
                    Metrics.lower(one.reason()),
                    one.since());
        }
        return listing.text(json);
    }

    private String archive() {
        if (month == null) {
            Listing listing = new Listing("month", "readings", "taken-out", "folder");
            for (Archived one : retention.archived()) {
                listing.row(one.month(), one.readings(), one.takenOut(), one.folder());
            }
            return listing.text(json);
        }
        try {
            Archived done = retention.archive(OneCommandSession.caller(session), YearMonth.parse(month));
            return done.readings() + " readings are in " + done.folder() + " and have left the data store.\n";
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + month + "\" is not a month such as 2024-01.");
        }
    }

    private String replay() {
        if (first == null) {
            throw Refusal.invalid("A replay needs a source, such as beffroi:metering replay /t/30189/actes PT-2H.");
        }
        try {
            Duration by = shift == null ? Duration.ZERO : Duration.parse(shift);
            return metering.replay(OneCommandSession.caller(session), first, by) + " readings count now.\n";
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + shift + "\" is not a duration such as PT2H or PT-2H.");
        }
    }
}
