package io.quietcore.results.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelShiftTest {
    /** Tables of Student's t: 97.5 % points, and the 99.95 % point of 9 degrees of freedom. */
    @Test
    void theTailsOfStudentsTAreThoseOfTheTables() {
        assertThat(StudentT.twoSidedP(12.7062047, 1)).isCloseTo(0.05, within(1e-8));
        assertThat(StudentT.twoSidedP(2.26215716, 9)).isCloseTo(0.05, within(1e-8));
        assertThat(StudentT.twoSidedP(-4.78091259, 9)).isCloseTo(0.001, within(1e-9));
        assertThat(StudentT.twoSidedP(1.95996398, 1e6)).isCloseTo(0.05, within(1e-6));
        assertThat(StudentT.twoSidedP(0, 5)).isEqualTo(1);
        assertThat(StudentT.twoSidedP(Double.NEGATIVE_INFINITY, 5)).isZero();
    }

    @Test
    void anUnchangedMachineAlarmsAsOftenAsPSays() {
        Random random = new Random(2);
        int alarms = 0;
        for (int i = 0; i < 20_000; i++) {
            double[] before = IntStream.range(0, 10)
                    .mapToDouble(none -> Math.exp(0.1 * random.nextGaussian()))
                    .toArray();
            alarms +=
                    LevelShift.of(before, Math.exp(0.1 * random.nextGaussian())).p() <= 0.01 ? 1 : 0;
        }

        assertThat(alarms).isBetween(150, 250);
    }

    @Test
    void aShiftIsFoundAndZerosAreJudgedAsTheyAre() {
        assertThat(LevelShift.of(new double[] {100, 101, 99, 100, 102, 98, 100}, 140)
                        .p())
                .isLessThan(0.001);
        LevelShift fromNothing = LevelShift.of(new double[6], 1);
        assertThat(fromNothing.level()).isZero();
        assertThat(fromNothing.p()).isZero();
        assertThat(LevelShift.of(new double[6], 0).p()).isEqualTo(1);
        assertThat(LevelShift.of(new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 0.1)
                        .p())
                .isEqualTo(1);
    }

    @Test
    void fewValuesAreRefused() {
        assertThatThrownBy(() -> LevelShift.of(new double[5], 1)).hasMessageContaining("6 values or more");
    }
}
