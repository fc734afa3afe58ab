package io.quietcore.harness.cli;

import io.quietcore.harness.cli.IndexOptions.Target;
import io.quietcore.workloads.MetricsEndpoints.Indexer;
import java.util.List;

/**
 * Where documents go beside the folder of their run.
 *
 * @param servers an index of each
 * @param folders kube-burner's local indexers
 */
record Destinations(List<Target> servers, List<Indexer> folders) {
    Destinations {
        servers = List.copyOf(servers);
        folders = List.copyOf(folders);
    }

    /** For a command that takes servers alone. */
    List<Target> serversOnly() throws CommandFailure {
        if (!folders.isEmpty()) {
            throw CommandFailure.error(
                    "--metrics-endpoint: found an indexer of type local; expected servers only, for what"
                            + " is indexed lies in files already");
        }
        return servers;
    }
}
