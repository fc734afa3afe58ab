package io.quietcore.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.contract.Settings;
import io.quietcore.runtime.measure.Exchange;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
    private final Exchange exchange = new Exchange(Path.of("exchange"));

    @Test
    void aDiagnosticFlagStandsBehindTheOneThatUnlocksIt() {
        List<String> flags = JvmFlags.of(Specs.spec(Probe.JITTER, true, Settings.NONE), exchange, 17);

        assertThat(flags.indexOf("-XX:GuaranteedSafepointInterval=0"))
                .isGreaterThan(flags.indexOf("-XX:+UnlockDiagnosticVMOptions"))
                .isPositive();
    }

    @Test
    void newerJvmsGetNoFlagThatTheyHaveByDefault() {
        assertThat(JvmFlags.of(Specs.spec(Probe.JITTER, true, Settings.NONE), exchange, 25))
                .doesNotContain("-XX:GuaranteedSafepointInterval=0")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void bothSidesGetTheSameFlags() {
        Settings tuned = new Settings(true, null, true, true);

        assertThat(JvmFlags.of(Specs.spec(Probe.WAKEUP, true, tuned), exchange, 17))
                .isEqualTo(JvmFlags.of(Specs.spec(Probe.WAKEUP, false, Settings.NONE), exchange, 17));
    }
}
