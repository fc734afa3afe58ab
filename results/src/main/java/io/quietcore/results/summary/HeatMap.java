package io.quietcore.results.summary;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.SeriesKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of CPUs, with what passes between them and how far apart they are. Pure.
 *
 * @param cpus ascending
 * @param medianNs of a round trip, by pair ({@code 0-3})
 * @param distance by pair: smt, cluster, node, package or machine
 */
public record HeatMap(List<Integer> cpus, Map<String, Long> medianNs, Map<String, String> distance) {
    private static final Pattern PAIR = Pattern.compile("([0-9]{1,4})-([0-9]{1,4})");

    public HeatMap {
        cpus = List.copyOf(cpus);
        medianNs = Map.copyOf(medianNs);
        distance = Map.copyOf(distance);
    }

    /** The map of the series that are named after pairs. */
    public static HeatMap of(Map<SeriesKey, Histogram> histograms, @Nullable Evidence distances) {
        TreeSet<Integer> cpus = new TreeSet<>();
        Map<String, Long> medianNs = new HashMap<>();
        histograms.forEach((key, histogram) -> {
            String pair = key.get(SeriesKey.SERIES).orElse("");
            Matcher cpusOf = PAIR.matcher(pair);
            if (cpusOf.matches() && histogram.getTotalCount() > 0) {
                cpus.add(Integer.valueOf(cpusOf.group(1)));
                cpus.add(Integer.valueOf(cpusOf.group(2)));
                medianNs.put(pair, histogram.getValueAtPercentile(50));
            }
        });
        return of(List.copyOf(cpus), medianNs, distances);
    }

    static HeatMap of(List<Integer> cpus, Map<String, Long> medianNs, @Nullable Evidence distances) {
        return new HeatMap(cpus, medianNs, distances(distances));
    }

    private static Map<String, String> distances(@Nullable Evidence evidence) {
        Map<String, String> byPair = new HashMap<>();
        if (evidence != null && evidence.outcome() == Evidence.Outcome.SEEN) {
            evidence.detail()
                    .lines()
                    .flatMap(line -> Pattern.compile("; ").splitAsStream(line))
                    .forEach(group -> {
                        List<String> words =
                                Pattern.compile(" ").splitAsStream(group).toList();
                        words.stream().skip(1).forEach(pair -> byPair.put(pair, words.get(0)));
                    });
        }
        return byPair;
    }

    /** A pair's median; null where it was not measured. */
    public @Nullable Long medianNs(int a, int b) {
        return medianNs.get(Math.min(a, b) + "-" + Math.max(a, b));
    }

    /** The slowest pair's median; 0 where none was measured. */
    public long slowestNs() {
        return medianNs.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Those of its medians. */
    public Shades shades() {
        return Shades.of(medianNs.values().stream().mapToDouble(Long::doubleValue));
    }

    /** A pair's distance; empty where it is not known. */
    public String distance(int a, int b) {
        return distance.getOrDefault(Math.min(a, b) + "-" + Math.max(a, b), "");
    }
}
