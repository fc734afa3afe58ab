package io.quietcore.results.summary;

import io.quietcore.contract.Explanation;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What took one CPU's time, over the repetitions of a run whose spikes were explained. Sums of what their {@code
 * result.json} say, and nothing else. Pure.
 *
 * @param place {@code <node>-numa<k>}
 * @param cpu that measured, or {@link SeriesKey#ANY_CPU}
 * @param measuredNs the sum of the explained windows
 * @param causes the largest first
 * @param spikesLost spikes that were not kept, and so have no cause here
 * @param worst the longest spikes, the longest first
 */
public record LostTime(
        String place, String cpu, long measuredNs, List<OfCause> causes, long spikesLost, List<Explanation> worst) {
    private static final int WORST = 20;

    public LostTime {
        causes = List.copyOf(causes);
        worst = List.copyOf(worst);
    }

    /**
     * Time lost by a cause.
     *
     * @param cause {@link Explanation.Cause#spelling()}
     * @param lostNs the sum of its spikes
     * @param count how many they were
     */
    public record OfCause(String cause, long lostNs, long count) {
        private OfCause plus(OfCause other) {
            return new OfCause(cause, lostNs + other.lostNs, count + other.count);
        }
    }

    /** Each place and CPU of a run that has an explained repetition, by name. */
    public static List<LostTime> of(StoredRun run) {
        Map<List<String>, List<ProbeResult>> byPlace = new TreeMap<>(
                Comparator.comparing((List<String> key) -> key.get(0)).thenComparing(key -> key.get(1)));
        for (StoredRepetition repetition : run.explained()) {
            ProbeResult result = repetition.result();
            String place =
                    result.spec().request().node() + "-numa" + result.grant().numaNode();
            byPlace.computeIfAbsent(List.of(place, result.grant().cpuLabel()), none -> new ArrayList<>())
                    .add(result);
        }
        List<LostTime> all = new ArrayList<>();
        byPlace.forEach((key, results) -> {
            List<Explanation> explanations = results.stream()
                    .flatMap(result -> result.explanations().stream())
                    .toList();
            all.add(new LostTime(
                    key.get(0),
                    key.get(1),
                    results.stream()
                            .flatMap(result -> result.windows().stream())
                            .mapToLong(Window::lengthNs)
                            .sum(),
                    causes(explanations),
                    results.stream().mapToLong(ProbeResult::spikesLost).sum(),
                    explanations.stream()
                            .sorted(Comparator.comparingLong(Explanation::valueNs)
                                    .reversed())
                            .limit(WORST)
                            .toList()));
        });
        return all;
    }

    /** The causes of spikes, the largest sum first. */
    public static List<OfCause> causes(List<Explanation> explanations) {
        Map<Explanation.Cause, OfCause> byCause = new EnumMap<>(Explanation.Cause.class);
        explanations.forEach(each ->
                byCause.merge(each.cause(), new OfCause(each.cause().spelling(), each.valueNs(), 1), OfCause::plus));
        return byCause.values().stream()
                .sorted(Comparator.comparingLong(OfCause::lostNs).reversed())
                .toList();
    }
}
