package io.quietcore.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.ThreadState;
import org.junit.jupiter.api.Test;

class PinTest {
    private final Pin pinned = new Pin(new PlacementGrant(0, true, CpuSet.of(3), CpuSet.EMPTY, CpuSet.of(0), "a test"));
    private final Pin floating =
            new Pin(new PlacementGrant(0, false, CpuSet.of(2, 3), CpuSet.EMPTY, CpuSet.of(2, 3), "a test"));

    private static ThreadState at(int cpu, String allowed, long migrations) {
        return new ThreadState(cpu, allowed, 0, 0, migrations);
    }

    @Test
    void aThreadThatStaysWhereItWasPutHasNoProblem() {
        assertThat(pinned.problems(at(3, "3", 7), at(3, "3", 7))).isEmpty();
    }

    @Test
    void aMaskThatWasRewrittenIsALostPin() {
        assertThat(pinned.problems(at(3, "3", 7), at(3, "0-7", 7)))
                .singleElement()
                .asString()
                .contains("Cpus_allowed_list was 3 before and 0-7 after, expected 3");
    }

    @Test
    void anotherCpuIsALostPin() {
        assertThat(pinned.problems(at(3, "3", 7), at(5, "3", 7)))
                .singleElement()
                .asString()
                .contains("was on CPU 5, expected 3");
    }

    @Test
    void aMoveThereAndBackIsALostPin() {
        assertThat(pinned.problems(at(3, "3", 7), at(3, "3", 9)))
                .singleElement()
                .asString()
                .contains("was moved 2 times");
    }

    @Test
    void aThreadThatIsLeftToTheSchedulerMayMoveWithinItsNumaNode() {
        assertThat(floating.problems(at(2, "2-3", 1), at(3, "2-3", 4))).isEmpty();
    }

    @Test
    void aThreadThatIsLeftToTheSchedulerMustNotLeaveItsNumaNode() {
        assertThat(floating.problems(at(2, "2-3", 1), at(5, "2-3", 4)))
                .singleElement()
                .asString()
                .contains("CPU 5, expected 2-3");
    }
}
