package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Schedule;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkCampaignTest {
    private static Campaign campaign(@Nullable Integer repetitions, @Nullable Duration duration) throws CommandFailure {
        Parameters parameters = Parameters.NONE.with(Parameter.BENCHMARK_JAR, "a: \"b\".jar");
        byte[] yaml = BenchmarkCampaign.yaml(parameters, repetitions, duration).getBytes(StandardCharsets.UTF_8);
        return ((CampaignYaml.Parsed) CampaignYaml.parse("--benchmark-jar", yaml)).campaign();
    }

    private static Schedule schedule(Campaign campaign) {
        return campaign.probes().get(0).schedule();
    }

    @Test
    void fiveRepetitionsOfFiveSecondsAreTheDefault() throws CommandFailure {
        assertThat(campaign(null, null).repetitions()).isEqualTo(5);
        assertThat(schedule(campaign(null, null)).measuredNs()).isEqualTo(5_000_000_000L);
    }

    /** Two repetitions of 2 s became one, and nobody was told. */
    @ParameterizedTest
    @CsvSource({"2, 2, 5", "5, 5, 5", "3, 60, 20", "1, 1, 5", "2, 604800, 1000", "1000, 604800, 604"})
    void everyRepetitionThatIsAskedForHasItsShareOfTheTime(int repetitions, long seconds, int windows)
            throws CommandFailure {
        Campaign campaign = campaign(repetitions, Duration.ofSeconds(seconds));

        assertThat(campaign.repetitions()).isEqualTo(repetitions);
        assertThat(schedule(campaign).windows()).isEqualTo(windows);
        long allNs = repetitions * schedule(campaign).measuredNs();
        assertThat(allNs).isBetween(seconds * 1_000_000_000 - (long) repetitions * windows, seconds * 1_000_000_000);
    }

    @Test
    void aShareThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> campaign(100, Duration.ofSeconds(2)))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(
                        "--duration 2s for --repetitions 100 is 20ms each; expected 50ms or more: measure longer, or"
                                + " less often");
    }
}
