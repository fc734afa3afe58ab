package io.quietcore.results.document;

import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.results.facts.Alert;
import io.quietcore.results.facts.ClusterFacts;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** kube-burner's {@code jobSummary} of a run: one document, with the metadata at its top level. */
final class JobSummary {
    private JobSummary() {}

    /**
     * The document.
     *
     * @param metadata flattened into it, beside the cluster's
     */
    static Map<String, Object> of(StoredRun run, RunDescription description, Map<String, Object> metadata) {
        List<ProbeResult> results =
                run.repetitions().stream().map(StoredRepetition::result).toList();
        Instant startedAt = results.stream()
                .map(ProbeResult::startedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant endedAt = results.stream()
                .map(ProbeResult::endedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Map<String, Object> document =
                new TreeMap<>(cluster(results, description).summary());
        document.putAll(metadata);
        document.putIfAbsent("benchmark", RunMetadata.benchmark(description.campaign()));
        document.put("uuid", run.uuid());
        document.put("metricName", "jobSummary");
        document.put("timestamp", GoTime.of(startedAt));
        document.put("endTimestamp", GoTime.of(endedAt));
        document.put("elapsedTime", elapsedSeconds(startedAt, endedAt));
        document.put("version", description.version());
        List<String> errors = executionErrors(description);
        document.put("passed", errors.isEmpty() && description.gatesPassed());
        if (!errors.isEmpty()) {
            document.put("executionErrors", String.join("; ", errors));
        }
        document.put("jobConfig", jobConfig(results, description));
        return document;
    }

    /** Whole seconds, rounded as kube-burner rounds them: its 9.63 s are 10. */
    static long elapsedSeconds(Instant startedAt, Instant endedAt) {
        return Duration.between(startedAt, endedAt).plusMillis(500).toSeconds();
    }

    /** Where no cluster is known, the machines that measured. */
    private static ClusterFacts cluster(List<ProbeResult> results, RunDescription description) {
        ClusterFacts known = description.facts().cluster();
        return known != null
                ? known
                : ClusterFacts.hosts((int) results.stream()
                        .map(result -> result.spec().request().node())
                        .distinct()
                        .count());
    }

    /** What kept the run from its end, and alerts, as kube-burner writes them; a threshold is no error. */
    private static List<String> executionErrors(RunDescription description) {
        List<String> errors = new ArrayList<>(description.errors());
        description.facts().alerts().stream()
                .filter(Alert::fails)
                .forEach(alert -> errors.add("alert at " + GoTime.of(alert.at()) + ": '" + alert.description() + "'"));
        return errors;
    }

    /** Durations in whole nanoseconds, as kube-burner's. */
    private static Map<String, Object> jobConfig(List<ProbeResult> results, RunDescription description) {
        Map<String, Object> config = new TreeMap<>();
        config.put("name", description.campaign());
        config.put("jobIterations", description.repetitions());
        for (ProbeResult result : results) {
            ProbeSpec spec = result.spec();
            config.computeIfAbsent(spec.probe().spelling(), probe -> schedule(spec.schedule()));
        }
        return config;
    }

    private static Map<String, Object> schedule(Schedule schedule) {
        Map<String, Object> words = new TreeMap<>();
        words.put("windows", schedule.windows());
        words.put("window", schedule.windowNs());
        words.put("discard", schedule.discardNs());
        if (schedule.periodNs() > 0) {
            words.put("period", schedule.periodNs());
        }
        if (schedule.thresholdNs() > 0) {
            words.put("threshold", schedule.thresholdNs());
        }
        return words;
    }
}
