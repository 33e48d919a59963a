package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.TenantContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A service that tries the walls of its own instance. The house opens two for communes that don't exist; the one that is told of
 * no neighbour leaves a secret, the other one tries to reach it, and what the house keeps for itself.
 *
 * <p>What came of it is what the instance exports: {@value #FINDINGS}, a line each of wall, attempt, result and sentence, parted by
 * tabs; and {@value #IDENTITY}, which is the same for two instances only when they share their classes.
 *
 * <p>Among its settings it asks for the house's own, by their names.
 */
@Component(
        service = {Servlet.class, HostedService.class},
        configurationPid = {"$", "fr.beffroi.hosting", "fr.beffroi.store", "fr.beffroi.tenancy"})
public final class ProbeService extends HttpServlet implements HostedService {
    /** Name of the exported file of results. */
    static final String FINDINGS = "findings.tsv";
    /** Name of the exported file that tells the instance's classes from another's. */
    static final String IDENTITY = "identity.txt";

    private static final long serialVersionUID = 1L;

    private final transient TenantContext context;
    private final transient Map<String, Object> properties;

    @Activate
    public ProbeService(@Reference TenantContext context, Map<String, Object> properties) {
        this.context = context;
        this.properties = Map.copyOf(properties);
    }

    /** Always fails, so that the address of a probe never opens. */
    @Override
    public void check() {
        throw new IllegalStateException("A probe serves nobody.");
    }

    @Override
    public void export(Path folder) throws IOException {
        try {
            Files.writeString(folder.resolve(IDENTITY), Integer.toString(System.identityHashCode(ProbeService.class)));
            if (context.parameters().containsKey(Targets.NEIGHBOUR)) {
                Files.write(folder.resolve(FINDINGS), tryAll());
            } else {
                leaveSecret();
            }
        } catch (SQLException e) {
            throw new IOException("The probe's own database doesn't answer: " + e.getMessage(), e);
        }
    }

    private void leaveSecret() throws IOException, SQLException {
        Files.writeString(
                context.files().resolve(Targets.SECRET_FILE),
                "of " + context.commune().insee());
        try (Connection connection = context.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + Targets.SECRET + " (word TEXT)");
        }
    }

    private List<String> tryAll() throws SQLException {
        Targets targets = Targets.of(context.parameters());
        List<Attempt> attempts = new ArrayList<>(new RegistryWall(context, properties).attempts());
        attempts.addAll(new ClassWall(context).attempts());
        attempts.addAll(new FilesWall(context, targets).attempts());
        attempts.addAll(new DataStoreWall(context, targets).attempts());
        attempts.addAll(new DirectoryWall(context).attempts());
        attempts.addAll(new MeterWall(context).attempts());
        return attempts.stream().map(Attempt::make).map(Attempt.Outcome::line).toList();
    }
}
