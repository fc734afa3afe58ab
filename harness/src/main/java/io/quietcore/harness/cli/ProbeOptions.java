package io.quietcore.harness.cli;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.backend.ProbeCommand;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.Placement;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How probes are started on this machine. */
final class ProbeOptions {
    @Option(
            names = "--java-home",
            paramLabel = "DIR",
            description = "the JVM that measures; default: the one that runs this command")
    private @Nullable Path javaHome;

    @Option(
            names = "--cpu",
            paramLabel = "LIST",
            converter = CpuListConverter.class,
            description =
                    "measure pinned on these CPUs only, as in 2,4-7, and on their NUMA nodes; default: all allowed")
    private @Nullable CpuSet cpus;

    /** The backend of this machine, checked. */
    LocalBackend backend() throws CommandFailure, IOException {
        ProbeCommand command = command();
        NodeTopology topology = TopologyReader.read(Path.of("/"));
        CpuSet candidates = cpus == null ? topology.allowed() : cpus;
        refuse("--cpu", topology, candidates);
        return new LocalBackend(LocalMachine.nodeName(), LocalMachine.bootId(), topology, candidates, command);
    }

    /** Refuses what is told for {@link Parameter#CPUS} where it is no list, or names a CPU that is not ours. */
    static void checkPairs(Parameters told, String option) throws CommandFailure, IOException {
        String typed = told.text(Parameter.CPUS);
        if (typed.isEmpty()) {
            return;
        }
        try {
            refuse(option, TopologyReader.read(Path.of("/")), CpuSet.parse(typed));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(option + ": " + e.getMessage());
        }
    }

    private static void refuse(String option, NodeTopology topology, CpuSet cpus) throws CommandFailure {
        List<String> refusals = Placement.refusals(topology, cpus);
        if (!refusals.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    refusals.stream().map(each -> option + ": " + each).toList());
        }
    }

    /** Named by scripts/quietcore; otherwise beside this program's jar, as in the image. */
    private static Path probesJar() {
        @Nullable String named = System.getProperty("quietcore.probesJar");
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        URL own = ProbeOptions.class.getProtectionDomain().getCodeSource().getLocation();
        try {
            return Path.of(own.toURI()).resolveSibling("probes.jar");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers the requests of the network probe, until a signal ends it or it cannot go on. */
    int listen(String address) throws CommandFailure, IOException {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon).replaceAll("^\\[|]$", "");
        if (host.isEmpty() || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw CommandFailure.error("--listen: found '" + address + "'; expected HOST:PORT, such as 192.0.2.7:4711");
        }
        Process peer =
                command().peer(host, address.substring(colon + 1)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(peer::destroy, "peer"));
        try {
            return peer.waitFor() == 0 ? ExitCode.OK : ExitCode.ERROR;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private ProbeCommand command() throws CommandFailure {
        Path home = javaHome != null ? javaHome : Path.of(System.getProperty("java.home"));
        ProbeCommand command = new ProbeCommand(home, probesJar());
        Optional<String> problem = command.problem();
        if (problem.isPresent()) {
            throw CommandFailure.error((javaHome == null ? "" : "--java-home: ") + problem.get());
        }
        return command;
    }

    /** The CPUs that were named; null for all. */
    @Nullable
    CpuSet chosen() {
        return cpus;
    }
}
