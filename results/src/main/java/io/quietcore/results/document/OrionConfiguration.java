package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration with which Orion finds change points in what we index: a test for each side, a metric for each statistic
 * and place. Pure.
 *
 * @param campaign its name
 * @param index that holds metadata and benchmarks, which is one for us
 * @param sides a test each
 * @param metadata more that runs must have in common, such as {@code platform}
 * @param places that measured
 * @param metrics that are judged; less is better in all of ours
 * @param thresholdPercent below which a change does not matter
 */
public record OrionConfiguration(
        String campaign,
        String index,
        List<String> sides,
        Map<String, String> metadata,
        List<Place> places,
        List<Metric> metrics,
        double thresholdPercent) {
    /**
     * With a version that is there, Orion would ask a public site about it and die without a network; so it is told of a
     * field that no document has.
     */
    private static final String NO_VERSION = "noVersion";

    public OrionConfiguration {
        sides = List.copyOf(sides);
        metadata = Map.copyOf(metadata);
        places = List.copyOf(places);
        metrics = List.copyOf(metrics);
    }

    /**
     * A NUMA node of a machine, as documents label it.
     *
     * @param node the machine's name
     * @param numa the NUMA node: text, for Orion compares types
     */
    public record Place(String node, String numa) {}

    /** The file. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder("tests:\n");
        for (String side : sides) {
            String benchmark = RunMetadata.benchmark(campaign);
            entry(yaml, "  - ", "name", benchmark + (sides.size() == 1 ? "" : "-" + side));
            entry(yaml, "    ", "metadata_index", index);
            entry(yaml, "    ", "benchmark_index", index);
            entry(yaml, "    ", "uuid_field", "uuid");
            entry(yaml, "    ", "version_field", NO_VERSION);
            yaml.append("    metadata:\n");
            Map<String, String> matched = new TreeMap<>(metadata);
            matched.put("benchmark", benchmark);
            matched.put("metricName", "jobSummary");
            matched.put("phase", side);
            matched.forEach((key, value) -> entry(yaml, "      ", key + ".keyword", value));
            yaml.append("    metrics:\n");
            metrics.forEach(metric -> places.forEach(place -> metric(yaml, metric, place)));
        }
        return yaml.toString();
    }

    private void metric(StringBuilder yaml, Metric metric, Place place) {
        entry(yaml, "      - ", "name", metric.name() + "-" + place.node() + "-numa" + place.numa());
        entry(yaml, "        ", "metricName.keyword", metric.name());
        entry(yaml, "        ", "labels.node.keyword", place.node());
        entry(yaml, "        ", "labels.numa.keyword", place.numa());
        entry(yaml, "        ", "metric_of_interest", "value");
        yaml.append("        direction: 1\n        threshold: ")
                .append(CanonicalJson.write(thresholdPercent))
                .append('\n');
    }

    /** Text in quotes, so that no YAML takes {@code 0} for a number. */
    private static void entry(StringBuilder yaml, String indent, String key, String value) {
        yaml.append(indent)
                .append(key)
                .append(": ")
                .append(CanonicalJson.write(value))
                .append('\n');
    }
}
