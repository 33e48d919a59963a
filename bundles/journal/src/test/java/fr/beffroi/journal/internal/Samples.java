package fr.beffroi.journal.internal;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Terms;
import fr.beffroi.api.decision.Decision;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** A decision of each kind. */
final class Samples {
    static final Insee NIMES = new Insee("30189");
    static final Insee AJACCIO = new Insee("2A004");

    private static final UUID ACCOUNT = UUID.fromString("6f2f3a50-7d3c-4b0e-9a0d-2f1f0a8b9c11");
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

    private Samples() {}

    static List<Decision> ofEachKind() {
        return List.of(
                new Decision.IntercommunalityDeclared(new Intercommunality(new Siren("243000643"), "Nîmes Métropole")),
                new Decision.CommuneDeclared(
                        new Commune(NIMES, new Siren("213001894"), "Nîmes", 148_561, List.of("30000", "30900"))),
                new Decision.AccountOpened(NIMES, ACCOUNT, Role.CONTACT),
                new Decision.AccountChanged(NIMES, ACCOUNT, Role.AGENT),
                new Decision.PasswordRenewed(NIMES, ACCOUNT),
                new Decision.AccountClosed(NIMES, ACCOUNT),
                new Decision.DepartureDecided(AJACCIO),
                new Decision.CommuneLeft(AJACCIO),
                new Decision.OfferingPublished(offering()),
                new Decision.PlatformDeclared(
                        new Platform("portail", "Portail départemental", Optional.of(Set.of(NIMES, AJACCIO)))),
                new Decision.PlatformPasswordRenewed("portail"),
                new Decision.PlatformWithdrawn("portail"),
                new Decision.ConventionRecorded(new Convention(
                        NIMES,
                        "2026-SI-01",
                        LocalDate.of(2026, 1, 15),
                        "D2025-12-09",
                        LocalDate.of(2025, 12, 18),
                        "c".repeat(64))),
                new Decision.SubscriptionOrdered(
                        "s-1", "o-1", NIMES, "offering-id", "plan-id", "0".repeat(64), Optional.of("1.0.0")),
                new Decision.OrderOriginated("s-1", "o-1", NIMES, "cloudfoundry", "1".repeat(64)),
                new Decision.ApprovalAwaited("s-1", "o-1", NIMES, List.of("convention", "approval")),
                new Decision.SubscriptionApproved("s-1", "o-1", NIMES, Optional.of("2026-SI-01")),
                new Decision.ChangeOrdered("s-1", "o-3", NIMES, "plan-id", "2".repeat(64), Optional.of("1.1.0")),
                new Decision.SuspensionOrdered("s-1", "o-4", NIMES, "Convention échue"),
                new Decision.ResumptionOrdered("s-1", "o-5", NIMES),
                new Decision.EndOrdered("s-1", "o-2", NIMES, Optional.of(Instant.parse("2026-11-01T00:00:00Z"))),
                new Decision.BindingOrdered(
                        "s-1",
                        "b-1",
                        "o-6",
                        NIMES,
                        "credential",
                        "3".repeat(64),
                        Optional.of("b-0"),
                        Optional.of(Instant.parse("2027-10-01T08:00:00.000001Z"))),
                new Decision.UnbindingOrdered("s-1", "b-1", "o-7", NIMES),
                new Decision.StepDone("s-1", "o-1", NIMES, "directory"),
                new Decision.StepUndone("s-1", "o-1", NIMES, "directory"),
                new Decision.ArchiveKept("s-1", "o-2", NIMES, "30189/actes.zip", 1_234_567_890_123L, "f".repeat(64)),
                new Decision.DeletionCertified(
                        "s-1", "o-2", NIMES, List.of("directory", "database"), Optional.of("f".repeat(64))),
                new Decision.DriftRepaired(Optional.of(NIMES), "directory", "30189/actes", "missing"),
                new Decision.OperationSucceeded("s-1", "o-1", NIMES),
                new Decision.OperationFailed(
                        "s-1",
                        "o-1",
                        NIMES,
                        "instance",
                        "Elle n'a pas répondu:\n\"timeout\"\t\u2028.",
                        List.of("schema")),
                new Decision.RolloutBegun(
                        "ro-1",
                        "of-actes",
                        "1.1.0",
                        List.of(
                                new Rollout.Stage(List.of(new Rollout.Member("s-1", AJACCIO, "1.0.0"))),
                                new Rollout.Stage(List.of(new Rollout.Member("s-2", NIMES, "1.0.0"))))),
                new Decision.RolloutAdvanced("ro-1", 1),
                new Decision.RolloutHalted("ro-1", "L'instance de 30189 va mal."),
                new Decision.RolloutCompleted("ro-1"),
                new Decision.ReadingsSealed(
                        NIMES,
                        "actes",
                        "acts-published",
                        Instant.parse("2026-10-01T08:00:00Z"),
                        Instant.parse("2026-10-01T09:00:00.000001Z"),
                        3,
                        new BigDecimal("1000000000000.100000"),
                        "a".repeat(64)),
                new Decision.HourSealed(NIMES, Instant.parse("2026-10-01T08:00:00Z"), 250, "b".repeat(64)),
                new Decision.ReadingsReplayed("/t/30189/actes", 12, Duration.ofHours(-2)),
                new Decision.ReadingsArchived(OCTOBER, 1_000_000, "c".repeat(64), List.of("actes/storage")),
                new Decision.ChargesDeclared(new CostPool(
                        OCTOBER,
                        "actes",
                        "acte",
                        List.of(
                                new Charge(Charge.Family.PERSONNEL, "Un agent", 250_000, "PAIE-10", Optional.empty()),
                                new Charge(Charge.Family.SUPPLIES, "Papier", -1, "F-1", Optional.of("sans rapport"))))),
                new Decision.PeriodClosed(OCTOBER, 250_000, 39),
                new Decision.StatementIssued(NIMES, OCTOBER, 12_345, "b".repeat(64)),
                new Decision.IsolationChecked(
                        30,
                        List.of("files/relative-path"),
                        List.of("registry/services-by-the-system-bundle"),
                        List.of(),
                        "isolation-2026-10-01T08-00-00Z.json",
                        "c".repeat(64)));
    }

    private static Offering offering() {
        return new Offering(
                "offering-id",
                "actes",
                "Actes et délibérations",
                "Publication des actes.",
                List.of("actes"),
                Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.1.0", List.of("1.0.0"))),
                true,
                new Terms(
                        false,
                        true,
                        Optional.of(new Terms.BindingTerms(
                                Terms.BindingTerms.Access.INSTANCE, true, OptionalInt.of(365), 30)),
                        true,
                        30,
                        new Terms.Population(OptionalInt.empty(), OptionalInt.of(20_000)),
                        List.of("messagerie"),
                        OptionalInt.of(39)),
                List.of(
                        new Meter("acts-published", "actes publiés", "acte", Meter.Aggregation.COUNT),
                        new Meter(
                                "storage-bytes",
                                "octets conservés",
                                "octet",
                                Meter.Aggregation.SUM,
                                Optional.of(Duration.ofDays(1))),
                        new Meter(
                                "mails-sent",
                                "courriels envoyés",
                                "courriel",
                                Meter.Aggregation.SUM,
                                List.of(),
                                Optional.of(Duration.ofHours(1)),
                                Optional.of(new Scrape(
                                        URI.create("https://mail.example:9100/metrics"),
                                        "mails_total",
                                        "insee",
                                        Map.of("kind", "sent", "server", "a"),
                                        Duration.ofMinutes(1))))),
                List.of(
                        new FunctionalUnit(
                                "acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1),
                        new FunctionalUnit(
                                "habitant", "habitant·jour", FunctionalUnit.Basis.POPULATION, Optional.empty(), 1)),
                List.of(new Plan(
                        "plan-id",
                        "standard",
                        "Pour toutes les communes.",
                        Map.of("habitant", new BigDecimal("0.00010"), "acte", new BigDecimal("1E+2")),
                        Optional.of("{\"type\":\"object\"}"),
                        Optional.of(false),
                        Optional.empty())));
    }
}
