package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class CnfTestsGatesTest {
    private static final Set<Probe> BOTH = Set.of(Probe.JITTER, Probe.WAKEUP, Probe.HANDOFF);

    @Test
    void theSpecificVariableStandsBeforeTheUnifiedOne() {
        CnfTestsGates gates = CnfTestsGates.of(Map.of("OSLAT_MAXIMUM_LATENCY", "20", "MAXIMUM_LATENCY", "50"), BOTH);

        assertThat(gates.gates())
                .map(Gate::toString)
                .containsExactly("jitter: max <= 20us within 1/min", "wakeup: max <= 50us within 1/min");
        assertThat(gates.notes()).first().asString().startsWith("OSLAT_MAXIMUM_LATENCY=20 of the environment");
        assertThat(gates.problems()).isEmpty();
    }

    @Test
    void minusOneAsksForNothingAndSoDoesNothing() {
        assertThat(CnfTestsGates.of(Map.of("OSLAT_MAXIMUM_LATENCY", "-1", "MAXIMUM_LATENCY", "9"), BOTH)
                        .gates())
                .map(Gate::probe)
                .containsExactly(Probe.WAKEUP);
        assertThat(CnfTestsGates.of(Map.of(), BOTH).gates()).isEmpty();
        assertThat(CnfTestsGates.of(Map.of("CYCLICTEST_MAXIMUM_LATENCY", "9"), Set.of(Probe.OSLAT))
                        .gates())
                .isEmpty();
    }

    @Test
    void whatIsNoNumberIsToldOnceAndHwlatdetectIsNoted() {
        CnfTestsGates gates =
                CnfTestsGates.of(Map.of("MAXIMUM_LATENCY", "20us", "HWLATDETECT_MAXIMUM_LATENCY", "5"), BOTH);

        assertThat(gates.gates()).isEmpty();
        assertThat(gates.problems())
                .containsExactly("MAXIMUM_LATENCY: found \"20us\"; expected whole microseconds from 1 to 2147483647,"
                        + " or -1 for none");
        assertThat(gates.notes())
                .containsExactly("HWLATDETECT_MAXIMUM_LATENCY is left alone: no probe here is like" + " hwlatdetect");
    }
}
