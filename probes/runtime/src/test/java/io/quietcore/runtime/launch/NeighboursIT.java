package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Settings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody else's busy process on the CPU that measures. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NeighboursIT {
    @Test
    void aBusyProcessThatIsPinnedToTheMeasuringCpuIsNamed() throws Exception {
        assumeTrue(Specs.allowed().size() > 1, "SKIPPED: of one CPU all processes are on it");
        ProbeSpec spec = Specs.spec(Probe.JITTER, true, Settings.NONE);
        CpuSet cpu = spec.grant().measuringCpus();
        Process busy = new ProcessBuilder("taskset", "-c", cpu.toString(), "sh", "-c", "while :; do :; done").start();
        try (Launched launcher = Launched.start()) {
            launcher.say(CanonicalJson.write(spec));
            ProbeResult result = Launched.result(launcher.frames(spec, p -> {}));

            List<Neighbour> named = Neighbour.in(result.evidence());
            assertThat(named)
                    .filteredOn(each -> each.pid() == busy.pid())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.program()).isEqualTo("sh");
                        assertThat(each.pinned()).isTrue();
                        assertThat(each.cpus()).isEqualTo(cpu);
                    });
            assertThat(named).noneMatch(each -> each.pid() == launcher.process.pid());
            assertThat(result.evidence()).containsKey(Neighbour.LOOKED_AT);
            assertThat(result.reasons()).as("it is named, and judged by nobody").isEmpty();
        } finally {
            busy.destroyForcibly();
        }
    }
}
