package io.quietcore.results.history;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Printable;
import io.quietcore.results.compare.Resolution;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One metric of one place of one side of a workload, over its runs.
 *
 * @param place {@code <node>-numa<k>}
 * @param points one for each run that has it, by time; one or more
 */
public record HistorySeries(String workload, String side, String place, Metric metric, List<Point> points) {
    public HistorySeries {
        points = List.copyOf(points);
    }

    /**
     * One run's.
     *
     * @param value in the metric's unit
     * @param facts the state of the machine
     * @param resolution of the values that it was measured by
     */
    public record Point(
            String uuid, Instant startedAt, double value, SortedMap<String, String> facts, Resolution resolution) {
        public Point {
            facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        }
    }

    Point newest() {
        return points.get(points.size() - 1);
    }

    double[] values() {
        return points.stream().mapToDouble(Point::value).toArray();
    }

    /** The series in words: {@code jitter-lost of side tuned on worker-1-numa0}. */
    public String words() {
        return Printable.line(metric + " of side " + side + " on " + place);
    }
}
