package io.quietcore.harness.cli;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.DefaultPrimary;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run is judged by where no campaign says it: for each probe what it has the samples for. Pure. */
final class PrimaryMetrics {
    private PrimaryMetrics() {}

    /** Of a campaign's finished sides: what it declares, or else what they have the samples for. */
    static DefaultPrimary of(Campaign campaign, Collection<StoredRun> runs) {
        return campaign.primaryDeclared()
                ? new DefaultPrimary(campaign.primary(), List.of())
                : DefaultPrimary.of(campaign.primary(), runs);
    }

    /** The metrics, of these probes only. */
    static List<Metric> of(StoredRun run, Set<Probe> probes) {
        Map<Probe, Metric> byProbe = new LinkedHashMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            var spec = repetition.result().spec();
            new ProbeLoad(spec.probe(), spec.schedule(), spec.parameters())
                    .judge()
                    .filter(metric -> probes.contains(metric.probe()))
                    .ifPresent(metric -> byProbe.putIfAbsent(metric.probe(), metric));
        }
        return byProbe.values().stream().limit(Campaign.MAX_PRIMARY).toList();
    }
}
