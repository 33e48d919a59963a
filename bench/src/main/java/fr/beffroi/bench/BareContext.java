package fr.beffroi.bench;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Siren;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * What an instance is given where there is no house: a folder and an SQLite file of its own, with the settings of the house's store. Its
 * readings go nowhere.
 */
record BareContext(Commune commune, Clock clock, DataSource dataSource, Path files) implements TenantContext {

    /** @param rank of the commune, from 0 */
    static BareContext in(Path folder, int rank) throws IOException {
        Insee insee = new Insee(Communes.insee(rank));
        Path own = folder.resolve(insee.toString());
        Path files = Files.createDirectories(own.resolve("files"));
        Commune commune = new Commune(insee, new Siren("213001894"), "Commune d'essai " + insee, 4_000, List.of());
        return new BareContext(commune, Clock.systemUTC(), sqlite(own.resolve("data.db")), files);
    }

    private static DataSource sqlite(Path file) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setJournalMode(JournalMode.WAL);
        settings.setSynchronous(SynchronousMode.FULL);
        settings.setTransactionMode(TransactionMode.IMMEDIATE);
        SQLiteDataSource database = new SQLiteDataSource(settings);
        database.setUrl("jdbc:sqlite:" + file);
        return database;
    }

    @Override
    public String service() {
        return InstancesBench.SERVICE;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public MeterHandle meter(String name) {
        return (id, quantity, time, item) -> CompletableFuture.completedFuture(null);
    }

    /** There is none in a bare container. */
    @Override
    public DirectoryView directory() {
        throw new UnsupportedOperationException("no directory");
    }

    @Override
    public Outside outside() {
        throw new UnsupportedOperationException("There is nothing outside of a bare container.");
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger(BareContext.class);
    }
}
