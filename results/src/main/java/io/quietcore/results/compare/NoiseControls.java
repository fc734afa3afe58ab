package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Statistic.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The reference compared with itself, over all balanced splits of its repetitions, or many of them. Pure. */
final class NoiseControls {
    /** Of more splits than this so many are drawn: 16 repetitions have 6,435, 18 have 24,310. */
    private static final int MOST_SPLITS = 10_000;

    private NoiseControls() {}

    /** The share of splits whose effect lies beyond the margin, as two counts. */
    static NoiseControl of(Metric metric, List<RepetitionValue> reference, Method method, Resolution resolution) {
        List<RepetitionValue> values = reference.subList(0, reference.size() / 2 * 2);
        Unit unit = metric.statistic().unit();
        int n = values.size();
        boolean counted = splits(n) <= MOST_SPLITS;
        SplittableRandom random = new SplittableRandom(method.seed());
        int splits = 0;
        int beyond = 0;
        boolean[] second = firstSplit(n);
        for (boolean more = n > 0; more; ) {
            splits++;
            beyond += isBeyond(values, second, unit, method, resolution) ? 1 : 0;
            if (counted) {
                more = next(second);
            } else {
                shuffle(second, random);
                more = splits < MOST_SPLITS;
            }
        }
        return new NoiseControl(metric, splits, beyond, !counted);
    }

    /** How many ways there are to halve n values: C(n, n/2) / 2. */
    private static double splits(int n) {
        double ways = 0.5;
        for (int i = 1; i <= n / 2; i++) {
            ways = ways * (n / 2 + i) / i;
        }
        return ways;
    }

    /** The last half is the second one. The first value always stays in the first, so that each split is met once. */
    private static boolean[] firstSplit(int n) {
        boolean[] second = new boolean[n];
        for (int i = n / 2; i < n; i++) {
            second[i] = true;
        }
        return second;
    }

    /** The next split in lexicographic order of all that leave the first value where it is; false after the last. */
    private static boolean next(boolean[] second) {
        int from = second.length - 1;
        int moved = 0;
        // The rightmost that has room on its left moves there, and those right of it close up at the end.
        while (from > 1 && !(second[from] && !second[from - 1])) {
            moved += second[from] ? 1 : 0;
            from--;
        }
        if (from <= 1) {
            return false;
        }
        second[from] = false;
        second[from - 1] = true;
        for (int i = from; i < second.length; i++) {
            second[i] = i >= second.length - moved;
        }
        return true;
    }

    private static void shuffle(boolean[] second, SplittableRandom random) {
        for (int i = second.length - 1; i > 1; i--) {
            int j = 1 + random.nextInt(i);
            boolean swapped = second[i];
            second[i] = second[j];
            second[j] = swapped;
        }
    }

    private static boolean isBeyond(
            List<RepetitionValue> values, boolean[] second, Unit unit, Method method, Resolution resolution) {
        List<RepetitionValue> a = new ArrayList<>();
        List<RepetitionValue> b = new ArrayList<>();
        for (int i = 0; i < second.length; i++) {
            (second[i] ? b : a).add(values.get(i));
        }
        Effect effect = MetricTest.effect(unit, List.of(new MetricTest.Stratum("", a, b)), method, resolution);
        return effect.estimate() < effect.marginLow() || effect.estimate() > effect.marginHigh();
    }
}
