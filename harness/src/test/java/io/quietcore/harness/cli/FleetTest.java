package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.report.JUnitXml;
import io.quietcore.results.report.JUnitXml.Case;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("once")
@Timeout(60)
class FleetTest {
    private static final Verdicts.Outcome FINE = new Verdicts.Outcome(ExitCode.OK, List.of(), List.of());

    @TempDir
    private Path out;

    private final StringWriter err = new StringWriter();

    private Fleet.Outcome measured(Fleet.Session session, String... contexts) throws Exception {
        return Fleet.measure(Fleet.folders(out, List.of(contexts)), session, new PrintWriter(err, true));
    }

    @Test
    void aFolderIsNamedAfterItsContextAndStaysBelowTheFleets() throws CommandFailure {
        Map<String, Path> folders =
                Fleet.folders(out, List.of("default/api-a.example:6443/kube:admin", "../b", ".hidden"));

        assertThat(folders.values())
                .containsExactly(
                        out.resolve("default-api-a.example-6443-kube-admin"), out.resolve("b"), out.resolve("hidden"));
    }

    @Test
    void twoContextsThatBecomeOneFolderAreRefused() {
        assertThatThrownBy(() -> Fleet.folders(out, List.of("lab/a", "lab:a")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("'lab/a' and 'lab:a'");
        assertThatThrownBy(() -> Fleet.folders(out, List.of("a", "a"))).isInstanceOf(CommandFailure.class);
        assertThatThrownBy(() -> Fleet.folders(out, List.of("a", "..")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("'..'");
    }

    @Test
    void allAreMeasuredAtTheSameTime() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);

        Fleet.Outcome outcome = measured(
                (context, folder, terminal) -> {
                    try {
                        together.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IOException(context + " was alone", e);
                    }
                    terminal.out().print(context + " into " + folder.getFileName());
                    return FINE;
                },
                "a",
                "b/c",
                "d");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(outcome.printed()).containsEntry("b/c", "b/c into b-c").hasSize(3);
    }

    @Test
    void whatEndsOneIsToldAndLosesNothingOfAnother() throws Exception {
        Fleet.Outcome outcome = measured(
                (context, folder, terminal) -> switch (context) {
                    case "away" -> throw new IOException("no cluster answers");
                    case "full" -> throw CommandFailure.error("no free CPUs");
                    case "broken" -> throw new IllegalStateException("of ours");
                    default -> new Verdicts.Outcome(ExitCode.GATE, List.of(), List.of());
                },
                "away",
                "full",
                "broken",
                "good");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.clusters())
                .extracting(Fleet.ClusterOutcome::cluster, Fleet.ClusterOutcome::exitCode)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("away", 1),
                        org.assertj.core.groups.Tuple.tuple("full", 1),
                        org.assertj.core.groups.Tuple.tuple("broken", 1),
                        org.assertj.core.groups.Tuple.tuple("good", 4));
        assertThat(err.toString())
                .contains("quietcore: cluster away: no cluster answers\n", "quietcore: cluster full: no free CPUs\n")
                .contains("cluster broken: this is a bug of quietcore");
    }

    /** Each cluster wrote the same file: the last one's cases were all that CI saw. */
    @Test
    void theCasesOfAllClustersStandInOneListEachWithItsCluster() throws Exception {
        Fleet.Outcome outcome = measured(
                (context, folder, terminal) -> {
                    if (context.equals("away")) {
                        throw new IOException("no cluster answers");
                    }
                    Case gate = new Case("tuned", "gate jitter: p99 < 1us", JUnitXml.Outcome.FAILED, "because", "");
                    return new Verdicts.Outcome(ExitCode.GATE, List.of(), List.of(gate));
                },
                "lab",
                "away",
                "field");

        assertThat(outcome.cases())
                .extracting(Case::group, Case::outcome, Case::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("lab/tuned", JUnitXml.Outcome.FAILED, "because"),
                        org.assertj.core.groups.Tuple.tuple("away", JUnitXml.Outcome.ERROR, "no cluster answers"),
                        org.assertj.core.groups.Tuple.tuple("field/tuned", JUnitXml.Outcome.FAILED, "because"));
    }

    @Test
    void theWorstExitCodeIsTheFleets() throws Exception {
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (int code : new int[] {
            ExitCode.OK, ExitCode.GATE, ExitCode.INVALID, ExitCode.TIMEOUT, ExitCode.ERROR, ExitCode.INTERRUPTED
        }) {
            codes.put("c" + code, code);
            Fleet.Outcome outcome = measured(
                    (context, folder, terminal) -> FINE.with(codes.getOrDefault(context, 0)),
                    codes.keySet().toArray(new String[0]));

            assertThat(outcome.exitCode()).isEqualTo(code);
        }
    }

    @Test
    void eachLogHasTheLinesOfItsClusterAndOfTheThreadsThatItStarted() throws Exception {
        Logging.toStandardError("error");
        CyclicBarrier both = new CyclicBarrier(2);

        measured(
                (context, folder, terminal) -> {
                    Files.createDirectories(folder);
                    Logging.alsoTo(folder.resolve("log"));
                    try {
                        both.await(30, TimeUnit.SECONDS);
                        Thread its =
                                new Thread(() -> LoggerFactory.getLogger("test").error("said by {}", context));
                        its.start();
                        its.join();
                        both.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    return FINE;
                },
                "a",
                "b");

        assertThat(Files.readString(out.resolve("a/log")))
                .contains("said by a", "cluster=\"a\"")
                .doesNotContain("by b");
        assertThat(Files.readString(out.resolve("b/log"))).contains("said by b").doesNotContain("by a");
    }
}
