package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.cli.Quietcore.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs for other programs. */
@Tag("once")
@Timeout(120)
class ExportTest {
    private static final String SAMPLES =
            Path.of(System.getProperty("quietcore.root"), "results", "samples").toString();

    @TempDir
    private Path folder;

    private static Outcome export(String format, String from, Path out) {
        return Quietcore.here("export", format, from, "--out", out.toString());
    }

    private static long files(Path folder) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void recordedRunsBecomeATableDistributionsAndDrawings() throws Exception {
        Outcome csv = export("csv", SAMPLES, folder.resolve("runs.csv"));
        assertThat(csv.exitCode()).as(csv.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("runs.csv")))
                .hasSizeGreaterThan(100)
                .anyMatch(line -> line.startsWith("baseline,0a76b2d7-"))
                .anyMatch(line -> line.startsWith("tuned,a662ab04-"));

        Outcome hgrm = export("hgrm", SAMPLES, folder.resolve("hgrm"));
        assertThat(hgrm.exitCode()).as(hgrm.err()).isZero();
        assertThat(files(folder.resolve("hgrm"))).isEqualTo(6);

        Outcome svg = export("svg", SAMPLES, folder.resolve("svg"));
        assertThat(svg.exitCode()).as(svg.err()).isZero();
        assertThat(folder.resolve("svg/curve-wakeup-on-vm-numa0.svg")).content().contains("xmlns=");
    }

    @Test
    void orionsConfigurationHasATestForEachSideAndNamesThePlaces() throws Exception {
        Outcome orion = Quietcore.here(
                "export",
                "orion",
                "--workload",
                "host-smoke",
                "--place",
                "worker-1-numa0",
                "--place",
                "worker-2-numa1",
                "--match",
                "platform=lab",
                "--match",
                "workerNodesCount=1",
                "--es-index",
                "ours");

        assertThat(orion.exitCode()).as(orion.err()).isZero();
        assertThat(orion.err()).isEmpty();
        assertThat(orion.out())
                .startsWith("tests:\n")
                .contains("metadata_index: \"ours\"", "platform.keyword: \"lab\"", "workerNodesCount: \"1\"")
                .contains("name: \"quietcore-host-smoke-baseline-jitter-lost-worker-1-numa0\"")
                .contains("name: \"quietcore-host-smoke-tuned-jitter-lost-worker-2-numa1\"");
    }

    @Test
    void orionIsToldOfWhatHasDocumentsOnly() throws Exception {
        String[] orion = {"export", "orion", "--workload", "host-smoke", "--from", SAMPLES, "--all-metrics"};
        Outcome all = Quietcore.here(orion);
        Outcome elsewhere = Quietcore.here(
                "export", "orion", "--workload", "host-smoke", "--from", SAMPLES, "--place", "elsewhere-numa0");

        assertThat(all.exitCode()).as(all.err()).isZero();
        // 400 ms of wake-ups, one each millisecond, have no P9999.
        assertThat(all.out())
                .contains("metricName.keyword: \"wakeup-P99\"", "metricName.keyword: \"jitter-max\"")
                .doesNotContain("wakeup-P9999", "wakeup-P99999");
        assertOneLine(elsewhere, "these runs have no document for the primary metrics of host-smoke");
        assertOneLine(
                Quietcore.here("export", "orion", "--workload", "host-smoke", "--all-metrics"),
                "name runs that have them with --from FOLDER");
    }

    @Test
    void aMistakeIsOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertOneLine(export("csv", folder.toString(), folder.resolve("x.csv")), "is not the folder of a run");
        assertOneLine(export("hgrm", SAMPLES, file), "is a file; expected a folder to write into");
        assertOneLine(export("svg", "nowhere", folder.resolve("x")), "nowhere is not there");
        assertOneLine(export("csv", SAMPLES, folder.resolve("no/where.csv")), "cannot write");
        assertOneLine(
                Quietcore.here("export", "orion", "--workload", "host-smoke", "--place", "worker-1"),
                "--place: found 'worker-1'; expected one such as worker-1-numa0");
    }

    private static void assertOneLine(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).isEqualTo(1);
        // The samples are older than journals that seal, which is a warning.
        assertThat(outcome.err().strip().lines().filter(line -> !line.contains(" is not sealed: ")))
                .singleElement()
                .asString()
                .startsWith("quietcore: ")
                .contains(words);
    }
}
