package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code quietcore probe} says and refuses before it measures; {@link ProbeCommandIT} has what it measures. */
@Tag("once")
class ProbeCommandTest {
    @Test
    void theListNamesEveryProbe() throws Exception {
        String out = Quietcore.here("probe", "--list").out();

        assertThat(Arrays.stream(Probe.values()).map(Probe::spelling)).allMatch(out::contains);
    }

    static Stream<Probe> probes() {
        return Arrays.stream(Probe.values());
    }

    @ParameterizedTest
    @MethodSource("probes")
    void everyProbeHasHelpThatNamesItsOptions(Probe probe) throws Exception {
        Quietcore.Outcome outcome = Quietcore.here("probe", probe.spelling(), "--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("--duration");
        probe.parameters().forEach(each -> assertThat(outcome.out()).contains("--" + each.option()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jitter --cpu 4000 | does not exist or is offline",
                "wakeup --period 0s | expected 50us to 1s",
                "wakeup --period soon | expected 50us to 1s",
                "jitter --threshold 1ns | expected 100ns to 100ms",
                "storage --file /dev/quietcore-is-not-there --duration 1s | is not there",
                "storage --block-size 3 | expected 512",
                "storage --file /etc/passwd --duration 1s | would be overwritten",
                "fio --file /etc/passwd --operations write --duration 1s | would be overwritten",
                "storage --file /dev/null --duration 1s | neither a file nor a block device",
                "handoff-matrix --cpus 0,4000 | --cpus: CPU 4000 does not exist",
                "handoff-matrix --cpus two | --cpus: ",
                "network --listen 127.0.0.1 | expected HOST:PORT",
                "tick-to-trade --rates fast | expected 1 to 10000000",
                "jitter --load heavy | expected one of",
                "jitter --priority 100 | between 1 and 99",
                "jitter --duration 8000h | at most 168h",
                "jiter | Did you mean",
            })
    void aWrongArgumentIsAClearLineAndExitCode1(String call) throws Exception {
        String[] parts = call.split(" \\| ", 2);
        Quietcore.Outcome outcome = Quietcore.here(("probe " + parts[0]).split(" ", -1));

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.err()).startsWith("quietcore: ").contains(parts[1]).doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
    }
}
