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

    /** CentOS 7's nohz_full is one NUL; others pad a page. */
    @Test
    void aNulEndsTheText() {
        assertThat(CpuSet.parse("\0")).isEqualTo(CpuSet.EMPTY);
        assertThat(CpuSet.parse("0-3,8\n\0\0\0")).isEqualTo(CpuSet.of(0, 1, 2, 3, 8));
        assertThat(CpuSet.parse("2\0garbage")).isEqualTo(CpuSet.of(2));
    }

    @Test
    void rangesMayOverlapAndStandInAnyOrder() {
        assertThat(CpuSet.parse("8,2-5,0-3,4")).isEqualTo(CpuSet.of(0, 1, 2, 3, 4, 5, 8));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void setsAreJoinedAndCutAsBitSetsAre(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet a = new BitSet();
        BitSet b = new BitSet();
        for (int i = 0; i < 40; i++) {
            a.set(random.nextInt(100));
            b.set(random.nextInt(60 + i));
        }
        BitSet both = (BitSet) a.clone();
        both.and(b);
        BitSet any = (BitSet) a.clone();
        any.or(b);
        BitSet rest = (BitSet) a.clone();
        rest.andNot(b);

        assertThat(CpuSet.of(a).intersect(CpuSet.of(b))).isEqualTo(CpuSet.of(both));
        assertThat(CpuSet.of(b).intersect(CpuSet.of(a))).isEqualTo(CpuSet.of(both));
        assertThat(CpuSet.of(a).union(CpuSet.of(b))).isEqualTo(CpuSet.of(any));
        assertThat(CpuSet.of(a).minus(CpuSet.of(b))).isEqualTo(CpuSet.of(rest));
        assertThat(CpuSet.of(a).intersects(CpuSet.of(rest))).isEqualTo(!rest.isEmpty());
        assertThat(CpuSet.of(b).intersects(CpuSet.of(rest))).isFalse();
        assertThat(CpuSet.of(any).containsAll(CpuSet.of(a))).isTrue();
        assertThat(CpuSet.of(both).containsAll(CpuSet.of(a))).isEqualTo(rest.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3-1", "1,,2", "-1", "70000", "1-"})
    void whatIsNoListIsToldWithThePartThatIsNot(String list) {
        assertThatThrownBy(() -> CpuSet.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + list + "'");
    }
}
