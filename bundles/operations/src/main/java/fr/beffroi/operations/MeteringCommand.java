package fr.beffroi.operations;

import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Metering;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "beffroi", name = "metering", description = "Recomputes every seal from its readings.")
public final class MeteringCommand implements Action {
    @Argument(description = "verify", required = true)
    private String what;

    @Reference
    private Metering metering;

    @Override
    public String execute() {
        if (!what.equals("verify")) {
            throw Refusal.invalid("\"" + what + "\" is not something that this command does: verify.");
        }
        List<String> findings = metering.verify();
        if (!findings.isEmpty()) {
            throw new IllegalStateException("Seals no longer fit their readings:\n" + String.join("\n", findings));
        }
        return "Every seal fits its readings.\n";
    }
}
