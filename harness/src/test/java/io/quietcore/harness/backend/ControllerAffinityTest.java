package io.quietcore.harness.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import org.junit.jupiter.api.Test;

class ControllerAffinityTest {
    @Test
    void theMaskIsTheKernelsInWholeLongs() {
        assertThat(ControllerAffinity.mask(CpuSet.of(0, 9))).containsExactly(1, 2, 0, 0, 0, 0, 0, 0);
        assertThat(ControllerAffinity.mask(CpuSet.of(64))).hasSize(16).endsWith(1, 0, 0, 0, 0, 0, 0, 0);
    }
}
