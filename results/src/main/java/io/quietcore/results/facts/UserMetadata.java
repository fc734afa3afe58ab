package io.quietcore.results.facts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a user adds to every document, as kube-burner's {@code --user-metadata} does. It may say better what the cluster is
 * (platform, workerNodesCount, ...), but never what a document is: in {@code jobSummary} it stands at the top level.
 */
public final class UserMetadata {
    private static final Set<String> RESERVED = new TreeSet<>(Set.of(
            "uuid",
            "timestamp",
            "endTimestamp",
            "churnStartTimestamp",
            "churnEndTimestamp",
            "elapsedTime",
            "metricName",
            "jobConfig",
            "version",
            "passed",
            "executionErrors",
            "campaignId",
            "host"));

    private UserMetadata() {}

    /** What is wrong with it, a line for each key; empty when nothing is. */
    public static List<String> problems(Map<String, ?> metadata) {
        return metadata.keySet().stream()
                .sorted()
                .filter(key -> RESERVED.contains(key) || key.isEmpty() || key.contains("."))
                .map(key -> RESERVED.contains(key)
                        ? "found the key '" + key + "', which our documents use themselves; expected another than "
                                + String.join(", ", RESERVED)
                        : "found the key '" + key + "'; expected a name without dots")
                .toList();
    }
}
