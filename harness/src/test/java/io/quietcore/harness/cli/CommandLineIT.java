package io.quietcore.harness.cli;

import static io.quietcore.harness.cli.Quietcore.assertOneLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.harness.cli.Quietcore.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: signals, exit codes, disks, and what it measures; {@link CommandLineTest} has the rest. */
@Tag("once")
@Timeout(300)
class CommandLineIT {
    @TempDir
    private Path folder;

    private Outcome quietcore(String... arguments) throws Exception {
        return Quietcore.run(folder, arguments);
    }

    /** With probes that say what was measured once: for what does not depend on what they measure. */
    private Outcome recorded(String... arguments) throws Exception {
        return Quietcore.run(Quietcore.command(folder, RecordedProbes.jar(folder, RecordedProbes.jitter()), arguments));
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        Outcome outcome = quietcore("--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("quietcore ").hasLineCount(1);
    }

    @Test
    void aBundledCampaignCanBeExtractedOnce() throws Exception {
        assertThat(quietcore("workloads", "extract", "host-smoke").exitCode()).isZero();
        assertThat(folder.resolve("host-smoke.yml")).exists();
        assertOneLine(quietcore("workloads", "extract", "host-smoke"), 1, "is not overwritten");
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

            Outcome outcome = recorded("campaign", campaign.toString(), "--out", mount.toString());

            assertOneLine(outcome, 1, "no space left on the device");
            run("mount", "-o", "remount,size=64m", mount.toString());
            Outcome resumed = recorded("campaign", "--resume", mount.toString());
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

        Outcome outcome = recorded("campaign", campaign.toString(), "--out", out.toString(), "--timeout", "2s");

        assertOneLine(outcome, 2, "--timeout", "--resume " + out);
        assertThat(recorded("campaign", "--resume", out.toString()).exitCode()).isZero();
    }

    @Test
    void anInterruptKeepsWhatWasMeasured() throws Exception {
        Path campaign = Quietcore.shortCampaign(folder);
        Path out = folder.resolve("out");

        Quietcore.assertInterrupted(
                Quietcore.command(folder, "campaign", campaign.toString(), "--out", out.toString()));

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

        Outcome first = recorded("campaign", campaign.toString(), "--side", "baseline", "--out", out.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("side tuned is not measured yet");
        assertThat(out.resolve("comparison.json")).doesNotExist();
        assertOneLine(
                recorded("campaign", campaign.toString(), "--side", "baseline", "--out", out.toString()),
                1,
                "is measured already");

        Outcome second = recorded("campaign", campaign.toString(), "--side", "tuned", "--out", out.toString());
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("jitter-lost");
        assertThat(out.resolve("comparison.json")).exists();

        Outcome report = Quietcore.here("report", out.toString());
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(report.out()).isEqualTo(second.out());
    }
}
