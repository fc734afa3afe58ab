package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.runtime.machine.ThreadState;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void theCallingThreadsCountersMoveAsItRuns() throws IOException {
        long[] rows = new long[2 * Snapshot.FIELDS];
        try (Counters counters = new Counters(ProcessHandle.current().pid(), ThreadState.threadId(), 0)) {
            counters.read(rows, 0);
            long untilNs = System.nanoTime() + 50_000_000;
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
            counters.read(rows, Snapshot.FIELDS);
        }
        Snapshot before = Snapshot.of(rows, 0);
        Snapshot after = Snapshot.of(rows, Snapshot.FIELDS);

        assertThat(before.doneNs()).isGreaterThan(before.atNs());
        assertThat(after.runNs() + after.waitNs() - before.runNs() - before.waitNs())
                .isPositive();
        assertThat(after.stopped()).isZero();
        assertThat(after.timerInterrupts()).isGreaterThanOrEqualTo(before.timerInterrupts());
    }
}
