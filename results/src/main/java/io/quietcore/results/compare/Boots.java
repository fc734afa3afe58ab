package io.quietcore.results.compare;

import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The boots that a side's repetitions of each probe were measured under, by node; of all nodes together under the empty
 * name.
 */
record Boots(Map<Measured, Set<String>> ids) {
    private record Measured(Probe probe, String node, int repetition) {}

    Boots {
        ids = Map.copyOf(ids);
    }

    static Boots of(StoredRun run) {
        Map<Measured, Set<String>> ids = new LinkedHashMap<>();
        for (StoredRepetition repetition : run.repetitions()) {
            Probe probe = repetition.result().spec().probe();
            String boot = repetition.result().host().bootId();
            for (SeriesKey key : repetition.histograms().keySet()) {
                for (String node : List.of(key.get(SeriesKey.NODE).orElse(""), "")) {
                    ids.computeIfAbsent(new Measured(probe, node, repetition.number()), none -> new TreeSet<>())
                            .add(boot);
                }
            }
        }
        return new Boots(ids);
    }

    private Set<String> of(Probe probe, String node, RepetitionValue value) {
        return ids.getOrDefault(new Measured(probe, node, value.repetition()), Set.of(""));
    }

    /** Of these repetitions. */
    Set<String> of(Probe probe, String node, List<RepetitionValue> values) {
        Set<String> found = new TreeSet<>();
        values.forEach(value -> found.addAll(of(probe, node, value)));
        return found;
    }

    /** How many repetitions were measured under each boot that is known. */
    Map<Set<String>, Long> counts(Probe probe, String node, List<RepetitionValue> values) {
        return values.stream()
                .map(value -> of(probe, node, value))
                .filter(boots -> !boots.contains(""))
                .collect(Collectors.groupingBy(boots -> boots, Collectors.counting()));
    }

    /** The share of the repetitions, of the side that has fewer, for which the other has one under the same boot; 1 for none. */
    static double shared(Map<Set<String>, Long> a, Map<Set<String>, Long> b) {
        long fewer = Math.min(sum(a), sum(b));
        long shared = a.entrySet().stream()
                .mapToLong(each -> Math.min(each.getValue(), b.getOrDefault(each.getKey(), 0L)))
                .sum();
        return fewer == 0 ? 1 : (double) shared / fewer;
    }

    private static long sum(Map<Set<String>, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** One value for each boot, the median of its repetitions, in the order of their first ones, numbered from one on. */
    List<RepetitionValue> units(Probe probe, String node, List<RepetitionValue> values, int first) {
        Map<Set<String>, List<RepetitionValue>> byBoot = new LinkedHashMap<>();
        values.forEach(value -> byBoot.computeIfAbsent(of(probe, node, value), none -> new ArrayList<>())
                .add(value));
        List<RepetitionValue> units = new ArrayList<>();
        for (List<RepetitionValue> own : byBoot.values()) {
            units.add(new RepetitionValue(
                    first + units.size(),
                    Median.of(MetricTest.numbers(own)),
                    own.get(0).samples(),
                    null,
                    null));
        }
        return units;
    }
}
