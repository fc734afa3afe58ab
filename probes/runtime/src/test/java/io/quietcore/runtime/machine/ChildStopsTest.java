package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(60)
class ChildStopsTest {
    private Process child;
    private ChildStops stops;

    @BeforeEach
    void start() throws IOException {
        child = new ProcessBuilder("sleep", "1000").start();
        stops = ChildStops.of(child);
    }

    @AfterEach
    void end() {
        child.destroyForcibly();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", signal, Long.toString(child.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    private void awaitStops(int times) {
        while (stops.times() < times) {
            Thread.onSpinWait();
        }
    }

    @Test
    void everyStopOfAChildIsCountedAndItsEndIsLeftToTheJvm() throws Exception {
        for (int times = 1; times <= 3; times++) {
            signal("-STOP");
            awaitStops(times);
            signal("-CONT");
        }
        child.destroy();

        assertThat(child.waitFor()).isEqualTo(128 + 15);
        assertThat(stops.problem("sleep"))
                .hasValue("sleep was stopped 3 times (SIGSTOP, told by waitid); the machine did not do that");
    }

    @Test
    void aChildThatIsKilledWhileItIsStoppedWasStopped() throws Exception {
        signal("-STOP");
        awaitStops(1);
        child.destroyForcibly();

        assertThat(child.waitFor()).isEqualTo(128 + 9);
        assertThat(stops.problem("sleep"))
                .hasValueSatisfying(words -> assertThat(words).startsWith("sleep was stopped 1 time "));
    }

    @Test
    void ofAChildThatNobodyStoppedNothingIsSaid() throws Exception {
        // It was not stopped: there is nothing to go on from.
        signal("-CONT");
        child.destroy();

        assertThat(child.waitFor()).isEqualTo(128 + 15);
        assertThat(stops.problem("sleep")).isEmpty();
    }
}
