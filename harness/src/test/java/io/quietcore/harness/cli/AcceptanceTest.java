package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The exit code and JUnit's XML of one comparison say the same, of recorded runs whose later side is slower. */
@Tag("once")
class AcceptanceTest {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");
    private static final String FAST = SAMPLES.resolve("tuned").toString();
    private static final String SLOW = SAMPLES.resolve("baseline").toString();
    private static final String FAILURE = "<failure message=\"REGRESSED: ";
    private static final String SKIPPED = "<skipped message=\"REGRESSED: ";

    @TempDir
    private Path folder;

    private int quietcore(String... arguments) {
        return CommandLineRun.execute(
                arguments, new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    }

    private int withJunit(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--junit";
        all[arguments.length + 1] = junit().toString();
        return quietcore(all);
    }

    private Path junit() {
        return folder.resolve("junit.xml");
    }

    @Test
    void aRegressionFailsCompareWhereItIsAskedFor() {
        assertThat(withJunit("compare", FAST, SLOW, "--primary", "wakeup-P99")).isZero();
        assertThat(junit()).content().contains(SKIPPED, "failures=\"0\"");

        assertThat(withJunit("compare", FAST, SLOW, "--primary", "wakeup-P99", "--fail-on-regression"))
                .isEqualTo(ExitCode.GATE);
        assertThat(junit()).content().contains(FAILURE, "failures=\"1\"");

        assertThat(withJunit("compare", SLOW, FAST, "--primary", "wakeup-P99", "--fail-on-regression"))
                .isZero();
        assertThat(junit()).content().contains("failures=\"0\"", "skipped=\"0\"");
    }

    @Test
    void aRegressionFailsReportAndCampaignWhereItIsAskedFor() throws Exception {
        Path campaign = measured("control: false");

        assertThat(withJunit("report", campaign.toString())).isZero();
        assertThat(junit()).content().contains(SKIPPED, "failures=\"0\"");

        assertThat(withJunit("report", campaign.toString(), "--fail-on-regression"))
                .isEqualTo(ExitCode.GATE);
        assertThat(junit()).content().contains(FAILURE, "failures=\"1\"");
        // A campaign ends as its report does.
        ParsedCommands.assertTaken(List.of("campaign", "host-smoke", "--fail-on-regression"));
    }

    /** That the reference moved against itself is no regression of anything; what it says is that nothing is decided. */
    @Test
    void aControlThatMovedFailsNothing() throws Exception {
        Path campaign = measured("control: true");

        assertThat(withJunit("report", campaign.toString(), "--fail-on-regression"))
                .isZero();
        assertThat(junit()).content().contains(SKIPPED, "failures=\"0\"");
    }

    @Test
    void aSideThatStaysShortIsAnErrorOfJUnitToo() throws Exception {
        Path campaign = measured(
                "control: false",
                "primary: [wakeup-P99]",
                10,
                Recorded.wakeups("baseline").subList(0, 5));

        assertThat(withJunit("report", campaign.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(junit())
                .content()
                .contains("errors=\"1\"", "<error message=\"INVALID: wakeup on ", "has 5 of 6 repetitions");
    }

    /** P99.9 needs 36,880 values a repetition, which the plan would have had and these have not. */
    @Test
    void whatNobodyDeclaredIsJudgedByTheHighestQuantileThatHasItsSamples() throws Exception {
        Path campaign = measured("control: false", "", 100);

        assertThat(withJunit("report", campaign.toString(), "--fail-on-regression"))
                .isEqualTo(ExitCode.GATE);
        assertThat(junit()).content().contains("metric wakeup-P99", FAILURE);
        JsonNode comparison = CanonicalJson.readTree(Files.readAllBytes(campaign.resolve("comparison.json")))
                .get(0);
        assertThat(comparison.at("/method/primary/0").asString()).isEqualTo("wakeup-P99");
        assertThat(comparison.at("/warnings/0").asString())
                .startsWith(
                        "wakeup is judged by wakeup-P99: wakeup-P999 needs 36,880 values a repetition, and one has ");
    }

    @Test
    void whatIsDeclaredIsNotExchangedForAnother() throws Exception {
        Path campaign = measured("control: false", "primary: [wakeup-P999]", 100);

        assertThat(withJunit("report", campaign.toString(), "--fail-on-regression"))
                .isZero();
        assertThat(junit()).content().contains("metric wakeup-P999", "INCONCLUSIVE: P999 needs 36,880 values");
    }

    private Path measured(String control) throws Exception {
        return measured(control, "primary: [wakeup-P99]", 10);
    }

    private Path measured(String control, String primary, int windows) throws Exception {
        return measured(control, primary, windows, Recorded.wakeups("baseline"));
    }

    private Path measured(String control, String primary, int windows, List<StoredRepetition> slow) throws Exception {
        byte[] yaml = """
                campaign: slower
                repetitions: 6
                blockSize: 6
                explain: 0
                %s
                probes:
                  wakeup: {windows: %d, window: 500ms}
                sides:
                  fast: {pinned: true}
                  slow: {pinned: true, %s}
                """.formatted(primary, windows, control).getBytes(StandardCharsets.UTF_8);
        Campaign campaign = ((CampaignYaml.Parsed) CampaignYaml.parse("slower.yml", yaml)).campaign();
        Path out = folder.resolve("out");
        try (CampaignFolder opened = CampaignFolder.open(out, Clock.systemUTC())) {
            opened.begin(campaign, yaml, null, null, false);
            new CampaignRun(campaign, opened, Recorded.backend(Recorded.wakeups("tuned"), slow, "boot", 0), false)
                    .measure(List.of("fast", "slow"));
            opened.closeJournal(List.of());
        }
        return out;
    }
}
