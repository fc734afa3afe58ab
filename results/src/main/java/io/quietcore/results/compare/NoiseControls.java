package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import java.util.Arrays;
import java.util.List;

/** The reference compared with itself, over all balanced splits of its repetitions. Pure. */
final class NoiseControls {
    /** More repetitions than this have more splits than anybody waits for (16: 6,435). */
    private static final int MOST_REPETITIONS = 16;

    private NoiseControls() {}

    /** The share of splits whose effect lies beyond the margin, as two counts. */
    static NoiseControl of(Metric metric, List<RepetitionValue> reference, Method method, long clockStepNs) {
        double[] all = Effects.numbers(reference);
        double[] values = Arrays.copyOf(all, Math.min(MOST_REPETITIONS, all.length / 2 * 2));
        int half = values.length / 2;
        int splits = 0;
        int beyond = 0;
        // The first value stays on one side: each split is met once.
        for (int mask = 0; half > 0 && mask < 1 << (values.length - 1); mask++) {
            if (Integer.bitCount(mask) == half) {
                splits++;
                beyond += isBeyond(values, mask, metric, method, clockStepNs) ? 1 : 0;
            }
        }
        return new NoiseControl(metric, splits, beyond);
    }

    private static boolean isBeyond(double[] values, int mask, Metric metric, Method method, long clockStepNs) {
        int half = values.length / 2;
        double[] a = new double[half];
        double[] b = new double[half];
        int inA = 0;
        int inB = 0;
        for (int i = 0; i < values.length; i++) {
            if (i > 0 && (mask >> (i - 1) & 1) == 1) {
                b[inB++] = values[i];
            } else {
                a[inA++] = values[i];
            }
        }
        double margin = Effects.margin(method, metric.statistic().unit(), a, clockStepNs);
        Effect effect = Effects.of(Effects.kind(a, b, true), a, b, margin);
        return effect.estimate() < effect.marginLow() || effect.estimate() > effect.marginHigh();
    }
}
