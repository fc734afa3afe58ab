package io.quietcore.results.document;

import io.quietcore.results.store.StoredRun;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The metadata of a run's documents: nested in metrics, measurements and alerts, at the top level of {@code jobSummary}.
 * The user's own, kube-burner's stamp, and what runs are compared by: campaign, phase, and the fingerprint of the machine.
 */
final class RunMetadata {
    /** Orion and its users find our runs by this, beside kube-burner's own of one index. */
    private static final String BENCHMARK_PREFIX = "quietcore-";

    private RunMetadata() {}

    /** The name that Orion's configuration matches. */
    static String benchmark(String campaign) {
        return BENCHMARK_PREFIX + campaign;
    }

    static Map<String, Object> of(StoredRun run, RunDescription description) {
        Map<String, Object> metadata = new TreeMap<>(description.facts().metadata());
        if (description.facts().cluster() != null) {
            description.facts().cluster().stamp().forEach(metadata::putIfAbsent);
        }
        metadata.put("campaignId", description.campaignId());
        metadata.putIfAbsent("phase", run.side());
        metadata.put("host", fingerprint(run));
        return metadata;
    }

    /** One value for each name: where repetitions or machines differ, all of theirs. */
    private static Map<String, String> fingerprint(StoredRun run) {
        Map<String, TreeSet<String>> values = new TreeMap<>();
        run.repetitions().forEach(repetition -> repetition
                .result()
                .host()
                .fingerprint()
                .forEach((name, value) ->
                        values.computeIfAbsent(name, none -> new TreeSet<>()).add(value)));
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> String.join(" | ", each.getValue()), (a, b) -> a, TreeMap::new));
    }
}
