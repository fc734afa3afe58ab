package io.quietcore.results.document;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A configuration with which Orion finds change points in what we index: a test for each series, with one metric. Orion makes one
 * table of a test's metrics, a row for each run: where a run has no document for one of them the row has a gap, and a change point
 * of one among the first five rows takes back what it found in the others. A test whose series has no document at all ends Orion
 * with 3, so there must be none. Pure.
 *
 * @param campaign its name
 * @param index that holds metadata and benchmarks, which is one for us
 * @param metadata more that runs must have in common, such as {@code platform}
 * @param series a test each
 * @param thresholdPercent below which a change does not matter
 */
public record OrionConfiguration(
        String campaign, String index, Map<String, String> metadata, List<Series> series, double thresholdPercent) {
    /**
     * With a version that is there, Orion would ask a public site about it and die without a network; so it is told of a
     * field that no document has.
     */
    private static final String NO_VERSION = "noVersion";

    /** JSON's numbers and truths. They are indexed as such, and such a field has no {@code .keyword}. */
    private static final Pattern TYPED = Pattern.compile("true|false|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    public OrionConfiguration {
        metadata = Map.copyOf(metadata);
        series = List.copyOf(series);
    }

    /**
     * A NUMA node of a machine, as documents label it.
     *
     * @param node the machine's name
     * @param numa the NUMA node: text, for Orion compares types
     */
    public record Place(String node, String numa) {
        @Override
        public String toString() {
            return node + "-numa" + numa;
        }
    }

    /**
     * A value of each run.
     *
     * @param side of the campaign
     * @param metric less is better in all of ours
     */
    public record Series(String side, Metric metric, Place place) {
        /** All that there could be of these. */
        public static List<Series> all(List<String> sides, List<Metric> metrics, List<Place> places) {
            List<Series> all = new ArrayList<>();
            sides.forEach(side ->
                    metrics.forEach(metric -> places.forEach(place -> all.add(new Series(side, metric, place)))));
            return all;
        }

        /** Those that one of the runs or more has a document for. */
        public static Set<Series> in(List<StoredRun> runs) {
            Set<Series> found = new LinkedHashSet<>();
            for (StoredRun run : runs) {
                for (PlaceSeries place : PlaceSeries.of(run)) {
                    if (!place.series().isMerged()) {
                        place.medians()
                                .keySet()
                                .forEach(statistic -> found.add(new Series(
                                        run.side(),
                                        new Metric(place.series(), statistic),
                                        new Place(place.node(), place.numa()))));
                    }
                }
            }
            return found;
        }

        private String name() {
            return metric.name() + "-" + place;
        }
    }

    /** The file. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder("tests:\n");
        String benchmark = RunMetadata.benchmark(campaign);
        for (Series each : series) {
            entry(yaml, "  - ", "name", benchmark + "-" + each.side() + "-" + each.name());
            entry(yaml, "    ", "metadata_index", index);
            entry(yaml, "    ", "benchmark_index", index);
            entry(yaml, "    ", "uuid_field", "uuid");
            entry(yaml, "    ", "version_field", NO_VERSION);
            yaml.append("    metadata:\n");
            Map<String, String> matched = new TreeMap<>(metadata);
            matched.put("benchmark", benchmark);
            matched.put("metricName", "jobSummary");
            matched.put("phase", each.side());
            matched.forEach((key, value) -> entry(
                    yaml,
                    "      ",
                    metadata.containsKey(key) && TYPED.matcher(value).matches() ? key : key + ".keyword",
                    value));
            yaml.append("    metrics:\n");
            metric(yaml, each);
        }
        return yaml.toString();
    }

    private void metric(StringBuilder yaml, Series each) {
        entry(yaml, "      - ", "name", each.name());
        entry(yaml, "        ", "metricName.keyword", each.metric().name());
        entry(yaml, "        ", "labels.node.keyword", each.place().node());
        entry(yaml, "        ", "labels.numa.keyword", each.place().numa());
        entry(yaml, "        ", "metric_of_interest", "value");
        yaml.append("        direction: 1\n        threshold: ")
                .append(CanonicalJson.write(thresholdPercent))
                .append('\n');
    }

    /** Text in quotes, so that no YAML takes {@code 0} for a number; Orion spells {@code false} as Python does, and finds nothing. */
    private static void entry(StringBuilder yaml, String indent, String key, String value) {
        yaml.append(indent)
                .append(key)
                .append(": ")
                .append(CanonicalJson.write(value))
                .append('\n');
    }
}
