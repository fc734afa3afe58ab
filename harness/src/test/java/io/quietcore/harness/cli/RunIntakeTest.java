package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcore.harness.scale.StoredCampaign;
import io.quietcore.results.history.HistoryRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the history believes of a folder. */
class RunIntakeTest {
    private static final String RUN = "collected-metrics-11111111-0000-4000-8000-000000000000";

    @TempDir
    private Path temporary;

    private Path campaign;

    @BeforeEach
    void measure() throws IOException {
        campaign = temporary.resolve("campaign");
        StoredCampaign.write(Path.of(System.getProperty("quietcore.root"), "results", "samples"), campaign, 1);
    }

    private RunIntake.Taken taken() throws IOException, CommandFailure {
        return RunIntake.read(List.of(campaign.toString()), null);
    }

    /** A run that is filed under another name is missed by whoever looks for regressions. */
    @Test
    void aRunIsOfTheWorkloadThatItsJournalSays() throws Exception {
        Files.writeString(
                campaign.resolve(RUN).resolve("jobSummary.json"), "[{\"jobConfig\": {\"name\": \"another\"}}]");

        assertThat(taken().runs()).hasSize(2).extracting(HistoryRun::workload).containsOnly("scale");
    }

    @Test
    void ofACampaignWithADamagedRepetitionNothingIsRemembered() throws Exception {
        try (Stream<Path> all = Files.walk(campaign.resolve(RUN))) {
            Path log =
                    all.filter(each -> each.endsWith("jitter.hlog")).findFirst().orElseThrow();
            Files.writeString(log, Files.readString(log) + "#");
        }

        assertThat(catchThrowableOfType(CommandFailure.class, this::taken).lines())
                .anyMatch(line -> line.contains("jitter.hlog: found contents of SHA-256"));
    }
}
