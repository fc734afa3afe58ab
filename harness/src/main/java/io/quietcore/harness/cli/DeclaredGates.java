package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CnfTestsGates;
import io.quietcore.workloads.GateText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gates of a command: those that were declared, and those that the environment means. */
final class DeclaredGates {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredGates.class);

    private DeclaredGates() {}

    /** Declared ones, and behind them cnf-tests' variables for these probes. */
    static List<Gate> with(List<Gate> declared, Map<String, String> environment, Set<Probe> probes)
            throws CommandFailure {
        CnfTestsGates fromEnvironment = CnfTestsGates.of(environment, probes);
        if (!fromEnvironment.problems().isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, fromEnvironment.problems());
        }
        fromEnvironment.notes().forEach(LOG::info);
        List<Gate> gates = new ArrayList<>(declared);
        fromEnvironment.gates().stream().filter(gate -> !gates.contains(gate)).forEach(gates::add);
        return gates;
    }

    /** The gates that a stored campaign is held to: its own, those that held when it was closed, and those of here and now. */
    static List<Gate> heldTo(CampaignFolder folder, Campaign campaign) throws CommandFailure {
        List<Gate> held = new ArrayList<>(campaign.gates());
        parse(folder.closedGates()).stream()
                .filter(gate -> !held.contains(gate))
                .forEach(held::add);
        CampaignSession.gates(campaign).stream()
                .filter(gate -> !held.contains(gate))
                .forEach(held::add);
        return held;
    }

    /** What {@code --gate} was given; all mistakes at once. */
    static List<Gate> parse(List<String> texts) throws CommandFailure {
        List<Gate> gates = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String text : texts) {
            GateText.Outcome outcome = GateText.parse(text);
            if (outcome instanceof GateText.Read read) {
                gates.add(read.gate());
            } else {
                problems.add("--gate: " + ((GateText.Wrong) outcome).message());
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, problems);
        }
        return gates;
    }
}
