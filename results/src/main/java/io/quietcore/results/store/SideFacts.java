package io.quietcore.results.store;

import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.facts.NodeFacts;
import io.quietcore.results.facts.PodTimeline;
import io.quietcore.results.facts.RunFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a journal says of a side that its repetitions do not. Pure. */
public final class SideFacts {
    private SideFacts() {}

    public static RunFacts of(List<JournalEntry> journal, String side) {
        @Nullable ClusterFacts cluster = null;
        Map<String, Object> metadata = Map.of();
        List<PodTimeline> pods = new ArrayList<>();
        List<Alert> alerts = new ArrayList<>();
        List<NodeFacts> nodes = new ArrayList<>();
        for (JournalEntry entry : journal) {
            if (entry instanceof JournalEntry.SideDescribed described
                    && described.side().equals(side)) {
                cluster = described.cluster();
                metadata = described.metadata();
            } else if (entry instanceof JournalEntry.PodsObserved observed
                    && observed.side().equals(side)) {
                pods.addAll(observed.pods());
            } else if (entry instanceof JournalEntry.NodesObserved met
                    && met.side().equals(side)) {
                nodes.addAll(met.nodes());
            } else if (entry instanceof JournalEntry.AlertRaised raised
                    && raised.side().equals(side)) {
                alerts.add(raised.alert());
            }
        }
        return new RunFacts(cluster, metadata, pods, alerts, nodes);
    }
}
