package io.quietcore.results.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a run that its repetitions do not say.
 *
 * @param cluster that it ran in; null for machines without one
 * @param metadata the user's own, beside ours in every document ({@link UserMetadata} checks it)
 * @param pods of ours, in the order in which they came
 * @param alerts in the order in which they were raised
 * @param nodes as they were met, in that order: one that changed meanwhile stands here again
 */
public record RunFacts(
        @Nullable ClusterFacts cluster,
        Map<String, Object> metadata,
        List<PodTimeline> pods,
        List<Alert> alerts,
        List<NodeFacts> nodes) {
    /** A run of machines without a cluster, of which nothing more is known. */
    public static final RunFacts NONE = new RunFacts(null, Map.of(), List.of(), List.of());

    public RunFacts {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        pods = List.copyOf(pods);
        alerts = List.copyOf(alerts);
        nodes = List.copyOf(nodes);
    }

    /** Facts of a run that met no nodes of a cluster. */
    public RunFacts(
            @Nullable ClusterFacts cluster, Map<String, Object> metadata, List<PodTimeline> pods, List<Alert> alerts) {
        this(cluster, metadata, pods, alerts, List.of());
    }

    /** The machine configurations that each node ran while it was measured, in that order; only of nodes that have any. */
    public Map<String, List<String>> machineConfigs() {
        Map<String, List<String>> configs = new TreeMap<>();
        for (NodeFacts each : nodes) {
            @Nullable String config = each.machineConfig();
            List<String> known = configs.computeIfAbsent(each.node(), none -> new ArrayList<>());
            if (config != null && !known.contains(config)) {
                known.add(config);
            }
        }
        configs.values().removeIf(List::isEmpty);
        return configs;
    }
}
