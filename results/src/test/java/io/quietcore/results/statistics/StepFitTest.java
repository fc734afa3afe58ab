package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepFitTest {
    private static final double ONE_UP = 0.003138955230611180;
    private static final double FIRST_OF_TWO_UP = 0.010321261526649587;
    private static final double SECOND_OF_TWO_UP = 0.06183421900762226;
    private static final double BOTH = 0.010800648054438089;

    /** Computed with numpy and scipy by another way: the same weights, and each p from the whole covariance matrix. */
    @Test
    void theFitIsThatOfAnIndependentProgram() {
        double[] values = {1.0, 1.3, 0.8, 1.1, 1.9, 2.2, 1.7, 2.4, 2.0, 2.6};

        StepFit one = StepFit.of(values, new int[] {4}, 1e-9);
        StepFit two = StepFit.of(values, new int[] {4, 7}, 0.1);

        assertThat(one.upP(0)).isCloseTo(ONE_UP, within(1e-9));
        assertThat(one.downP(0)).isCloseTo(1 - ONE_UP, within(1e-9));
        assertThat(one.jointP()).isCloseTo(2 * ONE_UP, within(1e-9));
        assertThat(two.upP(0)).isCloseTo(FIRST_OF_TWO_UP, within(1e-9));
        assertThat(two.upP(1)).isCloseTo(SECOND_OF_TWO_UP, within(1e-9));
        assertThat(two.jointP()).isCloseTo(BOTH, within(1e-9));
    }

    /** 4 standard errors of 1 % of 10,000 are 0.4 %; a normal test without the correlation has 8 % of them at 0.7. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.7})
    void aNewestValueAlarmsAsOftenAsPSaysHoweverAlikeNeighboursAre(double correlation) {
        Random random = new Random(2);
        int alarms = 0;
        for (int i = 0; i < 10_000; i++) {
            double[] values = correlated(random, 21, correlation);
            alarms += StepFit.of(values, new int[] {20}, 1e-6).upP(0) <= 0.01 ? 1 : 0;
        }

        assertThat(alarms / 10_000.0).isBetween(0.004, 0.02);
    }

    private static double[] correlated(Random random, int length, double correlation) {
        double[] values = IntStream.range(0, length)
                .mapToDouble(none -> random.nextGaussian())
                .toArray();
        for (int i = 1; i < length; i++) {
            values[i] = correlation * values[i - 1] + Math.sqrt(1 - correlation * correlation) * values[i];
        }
        return values;
    }

    @Test
    void valuesThatNeverDifferedAreNoBetterThanTheirResolution() {
        double[] values = new double[12];
        values[11] = 3;

        assertThat(StepFit.of(values, new int[] {11}, 0.001).upP(0)).isLessThan(1e-9);
        assertThat(StepFit.of(values, new int[] {11}, 3).upP(0)).isGreaterThan(0.1);
        assertThat(StepFit.of(new double[12], new int[] {11}, 0.001).upP(0)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void fewValuesAreRefused() {
        assertThatThrownBy(() -> StepFit.of(new double[4], new int[] {3}, 1)).hasMessageContaining("too few");
        assertThatThrownBy(() -> StepFit.of(new double[9], new int[] {8}, 0)).hasMessageContaining("resolution");
    }
}
