package io.quietcore.runtime.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.ProbeResult.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StopsTest {
    private static final long SECOND = 1_000_000_000L;

    private static Window window(int index, long startNs) {
        return new Window(index, Instant.EPOCH, startNs, SECOND, 10, 1, 1, "1", "1", 0, 0, Map.of(), List.of());
    }

    @Test
    @Timeout(60)
    void aStopOfThisVeryProcessIsNotedInTheWindowThatItLiesIn() throws Exception {
        Stops stops = Stops.watch();
        long startNs = System.nanoTime();
        String self = String.valueOf(ProcessHandle.current().pid());

        int exit = new ProcessBuilder("sh", "-c", "kill -STOP " + self + "; sleep 0.05; kill -CONT " + self)
                .inheritIO()
                .start()
                .waitFor();

        assertThat(exit).isZero();
        while (stops.times() == 0) {
            Thread.onSpinWait();
        }
        Window longOne =
                new Window(0, Instant.EPOCH, startNs, 60 * SECOND, 10, 1, 1, "1", "1", 0, 0, Map.of(), List.of());
        assertThat(stops.reasons(List.of(longOne)))
                .singleElement()
                .asString()
                .startsWith("window 0: the measuring process was stopped, and went on 0.");
        assertThat(stops.evidence().detail()).isEqualTo("continued 1 times (SIGCONT)");
    }

    @Test
    void onlyTheWindowInWhichTheProcessWentOnIsInvalid() {
        Stops stops = Stops.watch();
        List<Window> windows = List.of(window(0, 0), window(1, 2 * SECOND), window(2, 4 * SECOND));
        assertThat(stops.reasons(windows)).isEmpty();
        assertThat(stops.evidence().detail()).isEqualTo("never");

        stops.continued(2 * SECOND + SECOND / 4);
        assertThat(stops.reasons(windows)).singleElement().asString().contains("window 1", "0.250 s into the window");

        // Between windows nothing is measured.
        stops.continued(SECOND + SECOND / 2);
        assertThat(stops.reasons(windows)).hasSize(1);

        // The handler may be late: what it notes just behind a window was in it.
        stops.continued(5 * SECOND + 1);
        assertThat(stops.reasons(windows)).hasSize(2);
    }
}
