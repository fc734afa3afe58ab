package io.quietcore.results.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Change points of a series: E-divisive, as Hunter and Apache Otava 0.8.0 compute it, so that the same runs are named
 * here and by Orion, which calls Otava.
 *
 * <p>E-divisive (D. S. Matteson and N. A. James, "A nonparametric approach for multiple change point analysis of
 * multivariate data", JASA 109, 2014) splits a series where the energy distance between what lies before and after is
 * largest, and each part again, while the split is significant. Hunter (M. Fleming and others, "Hunter: Using change
 * point detection to hunt for performance regressions", ICPE 2023, arXiv 2301.03034) makes three changes: it looks
 * through windows that overlap by a half, or small changes drown in large ones far away; it tests by Student's t in
 * place of permutations, and so is deterministic and needs few values; and it splits at ten times the wanted p at
 * first, then takes the weakest points out one by one and tests those that follow anew on what has become longer,
 * until all that are left hold at the wanted p.
 *
 * <p>Three habits of Otava are kept because they decide which points it finds and what it tells of them: the variances are
 * divided by n and not by n - 1, which makes p a little too small for short parts; when a point is taken out, the one
 * before it keeps its p and its mean after the change, which then is that of the runs up to where the other one was; and
 * the place of a split is chosen before it is tested, for which p does not pay. What that costs in false alarms is
 * measured: STATISTICS.md.
 */
public final class EDivisive {
    private static final double FIRST_PASS_FACTOR = 10;

    /** Sums of the same differences in another order differ by rounding: what is larger by less is the same. */
    private static final double ROUNDING = 1e-12;

    private final double[] values;
    private final Options options;

    private EDivisive(double[] values, Options options) {
        this.values = values;
        this.options = options;
    }

    /**
     * How points are found.
     *
     * @param windowLength values that are looked at together, 2 or more
     * @param maxP a point's p lies below this; up to 0.05
     * @param minMagnitude a point's relative change, up or down, lies above this
     */
    public record Options(int windowLength, double maxP, double minMagnitude) {
        /** Otava's own. */
        public static final Options DEFAULT = new Options(50, 0.001, 0);

        public Options {
            if (windowLength < 2 || !(maxP > 0) || maxP > 0.05 || !(minMagnitude >= 0)) {
                throw new IllegalArgumentException(
                        "a window of 2 or more, a p of up to 0.05 and a magnitude from 0, not " + windowLength + ", "
                                + maxP + " and " + minMagnitude);
            }
        }
    }

    /**
     * A change point.
     *
     * @param index of the first value after the change
     * @param meanBefore of the values since the point before it
     * @param meanAfter of the values up to the next point, or to one that was taken out
     * @param p of Student's t test between the two
     */
    public record ChangePoint(int index, double meanBefore, double meanAfter, double p) {
        /** The change relative to what was before, such as 0.37; 0 where that was 0. */
        public double relativeChange() {
            return meanBefore == 0 ? 0 : meanAfter / meanBefore - 1;
        }

        private double magnitude() {
            double backward = meanAfter == 0 ? 0 : meanBefore / meanAfter - 1;
            return Math.max(Math.abs(relativeChange()), Math.abs(backward));
        }
    }

    /**
     * The change points of a series, in its order. Pure and deterministic.
     *
     * @param values finite, any number of them
     */
    public static List<ChangePoint> changePoints(double[] values, Options options) {
        EDivisive search = new EDivisive(values.clone(), options);
        return search.merged(search.candidates());
    }

    /** The first pass: every window's points, each once, by index. */
    private NavigableSet<Integer> candidates() {
        NavigableSet<Integer> all = new TreeSet<>();
        int start = 0;
        while (start < values.length) {
            int end = Math.min(start + options.windowLength, values.length);
            NavigableSet<Integer> found = split(start, end);
            all.addAll(found);
            // A window begins at the last point of the one before, so that no change is cut in two.
            start = Math.max(found.isEmpty() ? 0 : found.last(), start + options.windowLength / 2);
        }
        return all;
    }

    /** Splits a window at its best candidate, and again, as long as that is significant. */
    private NavigableSet<Integer> split(int start, int end) {
        double[][] sums = differenceSums(start, end);
        NavigableSet<Integer> points = new TreeSet<>();
        while (true) {
            Candidate best = null;
            int from = start;
            int bestFrom = from;
            int bestTo = from;
            for (int to : partEnds(points, end)) {
                Candidate own = candidate(sums, start, from, to);
                if (own != null && (best == null || own.isLargerThan(best))) {
                    best = own;
                    bestFrom = from;
                    bestTo = to;
                }
                from = to;
            }
            if (best == null || !(test(bestFrom, best.index, bestTo).p <= FIRST_PASS_FACTOR * options.maxP)) {
                return points;
            }
            points.add(best.index);
        }
    }

    private static List<Integer> partEnds(NavigableSet<Integer> points, int end) {
        List<Integer> ends = new ArrayList<>(points);
        ends.add(end);
        return ends;
    }

    private record Candidate(int index, double distance) {
        boolean isLargerThan(Candidate other) {
            return distance > other.distance + ROUNDING * Math.abs(other.distance);
        }
    }

    /** Sums of |x_i - x_j| over all i below the first and j below the second index, counted from the window's start. */
    private double[][] differenceSums(int start, int end) {
        int n = end - start;
        double[][] sums = new double[n + 1][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sums[i + 1][j + 1] =
                        sums[i][j + 1] + sums[i + 1][j] - sums[i][j] + Math.abs(values[start + i] - values[start + j]);
            }
        }
        return sums;
    }

    /**
     * The split of a part with the largest scaled energy distance (Matteson and James, equations 5 to 7, with exponent
     * 1): what lies after it may end before the part does.
     */
    private static @Nullable Candidate candidate(double[][] sums, int windowStart, int start, int end) {
        int from = start - windowStart;
        int to = end - windowStart;
        Candidate best = null;
        for (int split = from + 1; split < to; split++) {
            for (int stop = split + 1; stop <= to; stop++) {
                Candidate own = new Candidate(windowStart + split, distance(sums, from, split, stop));
                if (best == null || own.isLargerThan(best)) {
                    best = own;
                }
            }
        }
        return best;
    }

    private static double distance(double[][] sums, int from, int split, int stop) {
        double n = split - from;
        double m = stop - split;
        double between = rectangle(sums, from, split, split, stop);
        double within = n > 1 ? m / (n - 1) * rectangle(sums, from, split, from, split) / 2 : 0;
        double withinLater = m > 1 ? n / (m - 1) * rectangle(sums, split, stop, split, stop) / 2 : 0;
        return 2 / (n + m) * (between - within - withinLater);
    }

    private static double rectangle(double[][] sums, int top, int bottom, int left, int right) {
        return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left];
    }

    /** The second pass. */
    private List<ChangePoint> merged(NavigableSet<Integer> candidates) {
        List<ChangePoint> points = new ArrayList<>();
        List<Integer> indexes = List.copyOf(candidates);
        for (int i = 0; i < indexes.size(); i++) {
            points.add(test(i == 0 ? 0 : indexes.get(i - 1), indexes.get(i), endAfter(indexes, i)));
        }
        while (!points.isEmpty()) {
            // Of equal ones the first goes, as Otava's.
            ChangePoint weakest = Collections.max(points, Comparator.comparingDouble(ChangePoint::p));
            if (weakest.p < options.maxP) {
                weakest = Collections.min(points, Comparator.comparingDouble(ChangePoint::magnitude));
                if (weakest.magnitude() > options.minMagnitude) {
                    break;
                }
            }
            int gone = points.indexOf(weakest);
            points.remove(gone);
            List<Integer> left = points.stream().map(ChangePoint::index).toList();
            for (int i = gone; i < Math.min(gone + 2, left.size()); i++) {
                points.set(i, test(i == 0 ? 0 : left.get(i - 1), left.get(i), endAfter(left, i)));
            }
        }
        return List.copyOf(points);
    }

    private int endAfter(List<Integer> indexes, int i) {
        return i + 1 == indexes.size() ? values.length : indexes.get(i + 1);
    }

    /** Student's t test with pooled variance between the parts on both sides of a point. */
    private ChangePoint test(int from, int index, int to) {
        double n = index - from;
        double m = to - index;
        double before = mean(from, index);
        double after = mean(index, to);
        double difference = after - before;
        double degrees = n + m - 2;
        if (degrees <= 0 || Math.abs(difference) <= ROUNDING * Math.abs(before)) {
            return new ChangePoint(index, before, after, 1);
        }
        double pooled = ((n - 1) * variance(from, index, before) + (m - 1) * variance(index, to, after)) / degrees;
        double t = difference / Math.sqrt(pooled * (1 / n + 1 / m));
        return new ChangePoint(
                index, before, after, 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t)));
    }

    private double mean(int from, int to) {
        return IntStream.range(from, to).mapToDouble(i -> values[i]).average().orElseThrow();
    }

    private double variance(int from, int to, double mean) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (values[i] - mean) * (values[i] - mean);
        }
        return sum / (to - from);
    }
}
