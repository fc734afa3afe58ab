package io.quietcore.harness.cli;

import io.quietcore.harness.kubernetes.Cluster;
import io.quietcore.harness.kubernetes.ClusterException;
import io.quietcore.harness.kubernetes.Removal;
import io.quietcore.harness.telemetry.Logging;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quietcore clean}. */
@Command(
        name = "clean",
        description = "Removes what a run left in a cluster, and waits until it is gone. Results are not touched.",
        mixinStandardHelpOptions = true)
final class CleanCommand implements Callable<Integer> {
    private static final long LIMIT_SECONDS = 120;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--uuid",
            converter = UuidConverter.class,
            required = true,
            paramLabel = "UUID",
            description = "of the run: collected-metrics-<uuid>")
    private UUID uuid = new UUID(0, 0);

    @Option(names = "--context", paramLabel = "NAME", description = "the kubeconfig's context; default: current")
    private @Nullable String context;

    @Option(names = "--namespace", paramLabel = "NAME", description = "default: the context's namespace")
    private @Nullable String namespace;

    @Override
    public Integer call() throws ClusterException, InterruptedException {
        Logging.toStandardError("warn");
        try (Cluster cluster = Cluster.connect(context)) {
            String where = namespace == null ? cluster.defaultNamespace() : namespace;
            int removed = Removal.ofRun(cluster, where, uuid.toString(), LIMIT_SECONDS);
            spec.commandLine()
                    .getOut()
                    .println(
                            removed == 0
                                    ? "nothing of run " + uuid + " is in namespace " + where
                                    : "removed " + removed + " objects of run " + uuid + " from namespace " + where);
        }
        return ExitCode.OK;
    }
}
