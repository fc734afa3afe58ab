package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedShiftTest {
    /** Wilcoxon's table for two-sided 0.05: 0 for 6, 8 for 10, 52 for 20 pairs. */
    @Test
    void theCriticalValuesAreThoseOfTheTable() {
        assertThat(PairedShift.cut(5)).isEqualTo(-1);
        assertThat(PairedShift.cut(6)).isZero();
        assertThat(PairedShift.cut(10)).isEqualTo(8);
        assertThat(PairedShift.cut(20)).isEqualTo(52);
    }

    @Test
    void fewerThanSixPairsHaveNoInterval() {
        PairedShift.Estimate estimate = PairedShift.of(new double[] {1, 2, 3});

        assertThat(estimate.shift()).isEqualTo(2);
        assertThat(estimate.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(estimate.high()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theIntervalCoversTheTruthNineteenTimesInTwenty() {
        Random random = new Random(20_260_101);
        int covered = 0;
        int runs = 2_000;
        for (int run = 0; run < runs; run++) {
            double[] differences =
                    random.doubles(10).map(each -> 0.3 + each - 0.5).toArray();
            PairedShift.Estimate estimate = PairedShift.of(differences);
            covered += estimate.low() <= 0.3 && 0.3 <= estimate.high() ? 1 : 0;
        }

        assertThat(covered / (double) runs).isCloseTo(0.951, within(0.02));
    }
}
