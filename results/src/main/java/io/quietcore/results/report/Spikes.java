package io.quietcore.results.report;

import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.contract.Schedule;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A side's spikes over the time that it measured. */
final class Spikes {
    /** More points than this are not drawn; the highest are kept. */
    static final int DRAWN = 4_000;

    private Spikes() {}

    /** A spike with its place on the axis. */
    private record Point(double second, Spike spike) {}

    static Map<String, Object> ofSide(String side, List<StoredRepetition> repetitions) {
        List<Point> points = new ArrayList<>();
        long lost = 0;
        double offsetS = 0;
        for (StoredRepetition repetition : repetitions) {
            Schedule schedule = repetition.result().spec().schedule();
            lost += repetition.result().spikesLost();
            for (Spike spike : repetition.result().spikes()) {
                double withinS = (spike.window() * schedule.windowNs() + spike.offsetNs()) / 1e9;
                points.add(new Point(offsetS + withinS, spike));
            }
            offsetS += schedule.measuredNs() / 1e9;
        }
        List<Point> drawn = points.stream()
                .sorted(Comparator.comparingLong((Point point) -> point.spike.valueNs())
                        .reversed())
                .limit(DRAWN)
                .sorted(Comparator.comparingDouble(Point::second))
                .toList();
        Map<String, Object> json = new TreeMap<>();
        json.put("side", side);
        json.put("kept", points.size());
        json.put("lost", lost);
        json.put(
                "points",
                drawn.stream()
                        .map(point -> List.of(point.second, (double) point.spike.valueNs()))
                        .toList());
        return json;
    }
}
