package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.cli.Quietcore.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user calls it: every exit code, and what is said with it. */
@Tag("once")
@Timeout(300)
class CommandLineIT {
    @TempDir
    private Path folder;

    private Outcome quietcore(String... arguments) throws Exception {
        return Quietcore.run(folder, arguments);
    }

    private static void assertOneLine(Outcome outcome, int exitCode, String... words) {
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ", "Exception");
        assertThat(outcome.err().lines().filter(line -> line.startsWith("quietcore: ")))
                .hasSize(1);
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        Outcome outcome = quietcore("--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("quietcore ").hasLineCount(1);
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
    void aBundledCampaignCanBeExtractedOnce() throws Exception {
        assertThat(quietcore("workloads", "extract", "host-smoke").exitCode()).isZero();
        assertThat(folder.resolve("host-smoke.yml")).exists();
        assertOneLine(quietcore("workloads", "extract", "host-smoke"), 1, "is not overwritten");
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
    void aReadOnlyFolderIsToldInOneLineAndNothingIsMeasured() throws Exception {
        Path mount = mounted("size=1m");
        try {
            run("mount", "-o", "remount,ro", mount.toString());

            assertOneLine(quietcore("campaign", "host-smoke", "--out", mount.toString()), 1, mount.toString());
        } finally {
            run("umount", mount.toString());
        }
    }

    @Test
    void aFullDiskIsToldInOneLineAndWhatIsThereCanBeResumed() throws Exception {
        Path mount = mounted("size=96k");
        try {
            Path campaign = Quietcore.shortCampaign(folder);

            Outcome outcome = quietcore("campaign", campaign.toString(), "--out", mount.toString());

            assertOneLine(outcome, 1, "no space left on the device");
            run("mount", "-o", "remount,size=64m", mount.toString());
            Outcome resumed = quietcore("campaign", "--resume", mount.toString());
            assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            assertThat(mount.resolve("comparison.json")).exists();
        } finally {
            run("umount", mount.toString());
        }
    }

    /** A small file system of this test's own; only root can mount one. */
    private Path mounted(String options) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root can mount a file system");
        Path mount = Files.createDirectory(folder.resolve("mount"));
        int code = new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "quietcore-test", mount.toString())
                .inheritIO()
                .start()
                .waitFor();
        assumeTrue(code == 0, "SKIPPED: this machine lets root mount nothing");
        return mount;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void aTimeLimitEndsWithItsOwnCodeAndCanBeResumed() throws Exception {
        Path campaign = Quietcore.shortCampaign(folder);
        Path out = folder.resolve("out");

        Outcome outcome = quietcore("campaign", campaign.toString(), "--out", out.toString(), "--timeout", "4s");

        assertOneLine(outcome, 2, "--timeout", "--resume " + out);
        assertThat(quietcore("campaign", "--resume", out.toString()).exitCode()).isZero();
    }

    @Test
    void anInterruptKeepsWhatWasMeasured() throws Exception {
        Path campaign = Quietcore.shortCampaign(folder);
        Path out = folder.resolve("out");
        ProcessBuilder builder = Quietcore.command(folder, "campaign", campaign.toString(), "--out", out.toString());
        // What a shell without job control starts in the background ignores SIGINT, and so does all below it.
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isFalse();

        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        Outcome again = quietcore("campaign", campaign.toString(), "--out", out.toString());
        assertOneLine(again, 1, "--resume");
    }

    @Test
    void aProbeThatDiesEveryTimeMakesTheSideInvalidAndSaysWhy() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'out of luck' >&2\nexit 3\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path campaign = Quietcore.shortCampaign(folder);
        Path out = folder.resolve("out");

        Outcome outcome = quietcore(
                "campaign",
                campaign.toString(),
                "--out",
                out.toString(),
                "--java-home",
                folder.resolve("jdk").toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(5);
        assertThat(outcome.err())
                .contains("the launcher ended with code 3", "out of luck", "0 of 6 repetitions")
                .doesNotContain("\tat ");
    }

    @Test
    void oneSideAtATimeIsComparedWhenTheLastOneIsThere() throws Exception {
        Path campaign = Quietcore.shortCampaign(folder);
        Path out = folder.resolve("out");

        Outcome first = quietcore("campaign", campaign.toString(), "--side", "baseline", "--out", out.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("side tuned is not measured yet");
        assertThat(out.resolve("comparison.json")).doesNotExist();
        assertOneLine(
                quietcore("campaign", campaign.toString(), "--side", "baseline", "--out", out.toString()),
                1,
                "is measured already");

        Outcome second = quietcore("campaign", campaign.toString(), "--side", "tuned", "--out", out.toString());
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("jitter-lost");
        assertThat(out.resolve("comparison.json")).exists();

        Outcome report = quietcore("report", out.toString());
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(report.out()).isEqualTo(second.out());
    }

    @Test
    void aFolderThatIsNoRunCannotBeCompared() throws Exception {
        assertOneLine(quietcore("compare", folder.toString(), folder.toString()), 1, "is not the folder of a run");
        assertOneLine(quietcore("report", folder.toString()), 1, "holds no campaign");
    }
}
