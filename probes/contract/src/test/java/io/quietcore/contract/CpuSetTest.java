package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @Test
    void theMaskIsTheKernelsInWholeLongs() {
        assertThat(CpuSet.of(0, 9).toAffinityMask()).containsExactly(1, 2, 0, 0, 0, 0, 0, 0);
        assertThat(CpuSet.of(64).toAffinityMask()).hasSize(16).endsWith(1, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aListThatIsWrittenIsReadBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet bits = new BitSet();
        for (int i = 0; i < 300; i++) {
            bits.set(random.nextInt(1_024));
        }
        CpuSet cpus = CpuSet.of(bits);

        assertThat(CpuSet.parse(cpus.toString())).isEqualTo(cpus);
        assertThat(BitSet.valueOf(cpus.toAffinityMask())).isEqualTo(bits);
    }

    @Test
    void aKernelWithoutNohzFullWritesNothing() {
        assertThat(CpuSet.parse("(null)\n")).isEqualTo(CpuSet.EMPTY);
        assertThat(CpuSet.parse(" \n")).isEqualTo(CpuSet.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3-1", "1,,2", "-1", "70000", "1-"})
    void whatIsNoListIsToldWithThePartThatIsNot(String list) {
        assertThatThrownBy(() -> CpuSet.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + list + "'");
    }
}
