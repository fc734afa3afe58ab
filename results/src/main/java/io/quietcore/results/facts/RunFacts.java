package io.quietcore.results.facts;

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
 */
public record RunFacts(
        @Nullable ClusterFacts cluster, Map<String, Object> metadata, List<PodTimeline> pods, List<Alert> alerts) {
    /** A run of machines without a cluster, of which nothing more is known. */
    public static final RunFacts NONE = new RunFacts(null, Map.of(), List.of(), List.of());

    public RunFacts {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        pods = List.copyOf(pods);
        alerts = List.copyOf(alerts);
    }
}
