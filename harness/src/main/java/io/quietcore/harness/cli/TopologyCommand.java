package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.NodeTopology.NumaNode;
import io.quietcore.topology.Placement;
import io.quietcore.topology.TopologyReader;
import io.quietcore.topology.TopologyText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore topology}. */
@Command(
        name = "topology",
        description = "Draws what a machine is made of, and shows which CPUs probes would measure on.",
        mixinStandardHelpOptions = true)
final class TopologyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--sysfs-root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "folder with 'sys' and 'proc' of a captured machine; default: this machine")
    private Path root = Path.of("/");

    @Option(
            names = "--place",
            paramLabel = "N",
            description = "also place probes with N measuring CPUs on each NUMA node at once, and say why there")
    private @Nullable Integer place;

    @Option(
            names = "--cpu",
            paramLabel = "LIST",
            converter = CpuListConverter.class,
            description = "with --place: measure on these CPUs only, as in 2,4-7")
    private @Nullable CpuSet cpus;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, CommandFailure {
        if (place != null && place < 1) {
            throw new ParameterException(spec.commandLine(), "--place " + place + ": expected at least 1 CPU");
        }
        if (cpus != null && place == null) {
            throw new ParameterException(spec.commandLine(), "--cpu says where --place may place: it needs --place N");
        }
        NodeTopology topology = TopologyReader.read(root);
        PrintWriter out = spec.commandLine().getOut();
        List<PlacementGrant> grants = place == null ? List.of() : placed(topology, place);
        if (output.format == OutputFormat.json) {
            out.print(CanonicalJson.writeIndented(place == null ? topology : grants));
        } else {
            out.print(TopologyText.draw(topology));
            if (place != null) {
                out.println();
                out.print(TopologyText.places(grants));
            }
        }
        return ExitCode.OK;
    }

    private List<PlacementGrant> placed(NodeTopology topology, int cpusEach) throws CommandFailure {
        List<PlacementRequest> requests = new ArrayList<>();
        for (NumaNode node : topology.numaNodes()) {
            if (node.cpus().intersects(cpus == null ? topology.allowed() : cpus)) {
                requests.add(new PlacementRequest(LocalMachine.nodeName(), node.id(), cpusEach, 0, true));
            }
        }
        Placement placement = Placement.place(topology, requests, cpus == null ? topology.allowed() : cpus);
        if (placement instanceof Placement.Refused refused) {
            throw new CommandFailure(ExitCode.ERROR, refused.reasons());
        }
        return ((Placement.Placed) placement).grants();
    }
}
