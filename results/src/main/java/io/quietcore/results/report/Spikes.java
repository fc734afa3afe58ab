package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.contract.Schedule;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A side's spikes over the time that it measured.
 *
 * @param side its name
 * @param kept how many spikes have their moments
 * @param lost how many have not
 * @param points the second and the length in nanoseconds of those that are drawn, in order of time
 */
record Spikes(String side, int kept, long lost, List<List<Double>> points) {
    Spikes {
        points = List.copyOf(points);
    }

    /** A spike with its place on the axis. */
    private record Point(double second, Spike spike) {}

    /**
     * The spikes of places by their offset within a repetition, which they measured at the same time, but for a node that was
     * disturbed and measured it again.
     *
     * @param most more points than this are not drawn; the highest are kept
     */
    static Spikes ofSide(String side, List<StoredRepetition> repetitions, int most) {
        Map<Integer, Long> lengthNs = new TreeMap<>();
        repetitions.forEach(each ->
                lengthNs.merge(each.number(), each.result().spec().schedule().measuredNs(), Math::max));
        Map<Integer, Double> offsetS = new TreeMap<>();
        double sum = 0;
        for (Map.Entry<Integer, Long> length : lengthNs.entrySet()) {
            offsetS.put(length.getKey(), sum);
            sum += length.getValue() / 1e9;
        }
        List<Point> points = new ArrayList<>();
        long lost = 0;
        for (StoredRepetition repetition : repetitions) {
            Schedule schedule = repetition.result().spec().schedule();
            lost += repetition.result().spikesLost();
            for (Spike spike : repetition.result().spikes()) {
                double withinS = (spike.window() * schedule.windowNs() + spike.offsetNs()) / 1e9;
                points.add(new Point(offsetS.getOrDefault(repetition.number(), 0.0) + withinS, spike));
            }
        }
        List<List<Double>> drawn = points.stream()
                .sorted(Comparator.comparingLong((Point point) -> point.spike.valueNs())
                        .reversed())
                .limit(most)
                .sorted(Comparator.comparingDouble(Point::second))
                .map(point -> List.of(point.second, (double) point.spike.valueNs()))
                .toList();
        return new Spikes(side, points.size(), lost, drawn);
    }
}
