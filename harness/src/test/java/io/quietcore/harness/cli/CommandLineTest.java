package io.quietcore.harness.cli;

import static io.quietcore.harness.cli.Quietcore.assertOneLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said and what is refused before anything is measured; {@link CommandLineIT} has what needs a process. */
@Tag("once")
class CommandLineTest {
    @TempDir
    private Path folder;

    private static Outcome quietcore(String... arguments) {
        return Quietcore.here(arguments);
    }

    @Test
    void helpNamesEveryCommandAndExitCode() throws Exception {
        Outcome outcome = quietcore("--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains(
                        "campaign",
                        "compare",
                        "report",
                        "topology",
                        "workloads",
                        "schema",
                        "validate-statistics",
                        "130");
    }

    @Test
    void aMistypedOptionGetsASuggestion() throws Exception {
        assertOneLine(quietcore("campaign", "host-smoke", "--resum", "x"), 1, "--resum", "--resume");
    }

    @Test
    void aCommandThatIsMissingOrUnknownIsToldInOneLine() throws Exception {
        assertOneLine(quietcore(), 1, "a command is missing");
        assertOneLine(quietcore("campain"), 1, "campain");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() throws Exception {
        Outcome outcome = quietcore("generate-completion");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("campaign", "--java-home");
    }

    @Test
    void theSchemaIsJson() throws Exception {
        Outcome outcome = quietcore("schema");

        assertThat(outcome.exitCode()).isZero();
        assertThat(CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8))
                        .has("properties"))
                .isTrue();
    }

    @Test
    void everyMistakeOfACampaignIsToldWithItsLine() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yml"), """
                campaign: bad
                repetition: 6
                blockSize: two
                primary: [jitter-loss]
                probes:
                  jitter: {windows: 2, window: 50ms, threshold: 1us}
                sides:
                  baseline: {pinned: false}
                """);

        Outcome outcome = quietcore("campaign", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("bad.yml:2", "repetitions", "bad.yml:3", "bad.yml:4", "jitter-lost");
        assertThat(outcome.err()).doesNotContain("\tat ");
    }

    @Test
    void aCampaignThatCouldNeverDecideIsRefusedWithTheNumberThatWould() throws Exception {
        Path file = Files.writeString(folder.resolve("weak.yml"), """
                campaign: weak
                repetitions: 2
                blockSize: 2
                seed: 1
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 50ms, threshold: 1us}
                sides:
                  baseline: {pinned: false}
                  tuned: {pinned: true}
                """);

        assertOneLine(quietcore("campaign", file.toString()), 1, "2 repetitions", "6 repetitions");
    }

    @Test
    void aCpuThatIsNotThereIsRefused() throws Exception {
        assertOneLine(quietcore("campaign", "host-smoke", "--cpu", "4000"), 1, "CPU 4000 does not exist or is offline");
        assertOneLine(quietcore("topology", "--place", "1", "--cpu", "4000"), 1, "CPU 4000 does not exist");
        assertOneLine(quietcore("topology", "--place", "1", "--cpu", "one"), 1, "'one'");
    }

    @Test
    void aPriorityThatWouldStarveTheKernelIsRefused() throws Exception {
        assertOneLine(quietcore("campaign", "host-smoke", "--priority", "50"), 1, "--priority: found 50", "at most 10");
        assertOneLine(quietcore("campaign", "host-smoke", "--priority", "0"), 1, "from 1 to 99");
    }

    @Test
    void aSideThatIsNotThereIsRefused() throws Exception {
        assertOneLine(quietcore("campaign", "host-smoke", "--side", "tund"), 1, "tund", "baseline, tuned");
    }

    @Test
    void aJavaThatIsNotThereIsRefused() throws Exception {
        assertOneLine(quietcore("campaign", "host-smoke", "--java-home", "/nowhere"), 1, "/nowhere/bin/java");
    }

    @Test
    void aFolderThatCannotBeMadeIsToldInOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertOneLine(quietcore("campaign", "host-smoke", "--out", file.toString()), 1, "is a file");
        // Nobody, root among them, can write there.
        assertOneLine(quietcore("campaign", "host-smoke", "--out", "/proc/quietcore"), 1, "/proc/quietcore");
    }

    @Test
    void aFolderThatIsNoRunCannotBeCompared() throws Exception {
        assertOneLine(quietcore("compare", folder.toString(), folder.toString()), 1, "is not the folder of a run");
        assertOneLine(quietcore("report", folder.toString()), 1, "holds no campaign");
    }
}
