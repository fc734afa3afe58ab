package io.quietcore.results.document;

import io.quietcore.results.statistics.EDivisive;
import io.quietcore.results.statistics.EDivisive.ChangePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * What Orion 1.1.10 does with a configuration and an index ({@code --hunter-analyze}), as far as our documents meet it: its
 * {@code matcher.py}, {@code utils.py} and {@code edivisive.py}, read, and held against what it told of captured documents.
 *
 * @param documents of the index
 */
record OrionReplay(List<Map<String, Object>> documents) {
    static final int REGRESSION = 2;
    static final int NO_DATA = 3;

    private static final Set<String> NO_FILTER = Set.of("name", "metric_of_interest", "direction", "threshold");
    private static final int FIRST_THAT_COUNTS = 5;

    /**
     * A change point that Orion told.
     *
     * @param run its row, from 0
     * @param percent from the mean before it to the mean behind
     */
    record Told(String test, String metric, int run, String uuid, double percent) {}

    /** What a call of Orion came to. */
    record Outcome(int exitCode, List<Told> told) {}

    Outcome run(String configuration) {
        List<Told> told = new ArrayList<>();
        boolean regression = false;
        for (Map<String, Object> test : tests(configuration)) {
            List<Told> found = new ArrayList<>();
            List<String> uuids = matching(map(test, "metadata")).stream()
                    .map(each -> text(each, "uuid"))
                    .distinct()
                    .toList();
            Map<String, String> starts = new TreeMap<>();
            Map<String, Map<String, Double>> columns = new TreeMap<>();
            for (Map<String, Object> metric : list(test, "metrics")) {
                Map<String, Double> column = new TreeMap<>();
                for (Map<String, Object> document : matching(metric)) {
                    String uuid = text(document, "uuid");
                    if (uuids.contains(uuid)) {
                        starts.put(uuid, text(document, "timestamp"));
                        if (column.put(uuid, ((Number) document.get("value")).doubleValue()) != null) {
                            throw new IllegalStateException("two documents of " + uuid + " for " + metric);
                        }
                    }
                }
                columns.put(text(metric, "name"), column);
            }
            if (starts.isEmpty()) {
                return new Outcome(NO_DATA, List.of());
            }
            // One table for all metrics of a test: a row for each run that one of them has.
            List<String> rows = starts.keySet().stream()
                    .sorted(Comparator.comparing(starts::get))
                    .toList();
            boolean early = false;
            for (Map<String, Object> metric : list(test, "metrics")) {
                Map<String, Double> column = columns.get(text(metric, "name"));
                for (ChangePoint point : points(rows, column)) {
                    double percent = 100 * point.relativeChange();
                    if (percent >= ((Number) metric.get("threshold")).doubleValue()) {
                        early |= point.index() < FIRST_THAT_COUNTS;
                        found.add(new Told(
                                text(test, "name"),
                                text(metric, "name"),
                                point.index(),
                                rows.get(point.index()),
                                percent));
                    }
                }
            }
            if (!early) {
                told.addAll(found);
                regression |= !found.isEmpty();
            }
        }
        return new Outcome(regression ? REGRESSION : 0, told);
    }

    /** A gap is not a number, and so is every distance across it: nothing is found in such a column. */
    private static List<ChangePoint> points(List<String> rows, Map<String, Double> column) {
        return column.keySet().containsAll(rows)
                ? EDivisive.changePoints(rows.stream().mapToDouble(column::get).toArray(), EDivisive.Options.DEFAULT)
                : List.of();
    }

    private List<Map<String, Object>> matching(Map<String, Object> filters) {
        return documents.stream()
                .filter(document -> filters.entrySet().stream()
                        .filter(each -> !NO_FILTER.contains(each.getKey()))
                        .allMatch(each -> matches(document, each.getKey(), String.valueOf(each.getValue()))))
                .toList();
    }

    /** By OpenSearch's dynamic mapping: text has a {@code .keyword}, numbers and truths have none. */
    private static boolean matches(Map<String, Object> document, String key, String wanted) {
        boolean keyword = key.endsWith(".keyword");
        Object value = at(document, keyword ? key.substring(0, key.length() - ".keyword".length()) : key);
        return keyword == (value instanceof String) && wanted.equals(String.valueOf(value));
    }

    static Object at(Object document, String path) {
        Object node = document;
        for (String step : path.split("\\.", -1)) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> tests(String yaml) {
        return list((Map<String, Object>) new Yaml().load(yaml), "tests");
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Map<String, Object> map, String key) {
        return (List<Map<String, Object>>) map.get(key);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }

    static Set<String> names(String yaml) {
        return tests(yaml).stream().map(each -> text(each, "name")).collect(Collectors.toSet());
    }

    private static String text(Map<String, Object> map, String key) {
        return String.valueOf(map.get(key));
    }
}
