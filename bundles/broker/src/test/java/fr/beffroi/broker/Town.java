package fr.beffroi.broker;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.journal.Decisions;
import fr.beffroi.tenancy.Departures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A stand-in for tenancy: three communes, and who of them is leaving. */
final class Town implements Communes, Departures {
    static final Insee NIMES = new Insee("30189");
    static final Insee CAISSARGUES = new Insee("30060");
    static final Insee BERNIS = new Insee("30036");

    private final Map<Insee, Commune> communes = new TreeMap<>(Map.of(
            NIMES, new Commune(NIMES, new Siren("213001894"), "Nîmes", 150444, List.of("30000", "30900")),
            CAISSARGUES, new Commune(CAISSARGUES, new Siren("213000607"), "Caissargues", 4077, List.of("30132")),
            BERNIS, new Commune(BERNIS, new Siren("213000367"), "Bernis", 3341, List.of("30620"))));
    private final Set<Insee> leaving = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<Intercommunality> intercommunality() {
        return Optional.empty();
    }

    @Override
    public List<Commune> all() {
        return List.copyOf(communes.values());
    }

    @Override
    public Optional<Commune> find(Insee insee) {
        return Optional.ofNullable(communes.get(insee));
    }

    @Override
    public List<Account> accounts(Insee insee) {
        return List.of();
    }

    @Override
    public String renewPassword(Actor actor, Insee insee, String uid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isLeaving(Insee tenant) {
        return leaving.contains(tenant);
    }

    @Override
    public List<Insee> leaving() {
        return List.copyOf(leaving);
    }

    @Override
    public void decide(Decisions decisions, Insee tenant) {
        decisions.record(new DepartureDecided(tenant));
        leaving.add(tenant);
    }

    @Override
    public void complete(Insee tenant) {
        throw new UnsupportedOperationException();
    }
}
