package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.harness.cli.Quietcore.Outcome;
import io.quietcore.harness.scale.StoredCampaign;
import io.quietcore.results.archive.Tarball;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is handed on can be checked, and nothing else passes for it. */
@Tag("once")
@Timeout(240)
class BundleIT {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");

    @TempDir
    private Path folder;

    private static Outcome quietcore(String... arguments) {
        return Quietcore.here(arguments);
    }

    private Path packed(String from, String name) throws Exception {
        Path bundle = folder.resolve(name);
        Outcome outcome = quietcore("bundle", from, "--out", bundle.toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return bundle;
    }

    /** A bundle with one byte of one file changed. */
    private Path flipped(Path bundle, String file) throws Exception {
        Path other = folder.resolve("flipped.tar.gz");
        Tarball.write(
                other,
                written -> Tarball.read(bundle, "a bundle", (where, name, content) -> {
                    if (name.endsWith(file)) {
                        content[content.length / 2] ^= 1;
                    }
                    written.put(name, content);
                }));
        return other;
    }

    @Test
    void recordedRunsVerifyAndAFlippedByteIsNamed() throws Exception {
        Path bundle = packed(SAMPLES.toString(), "a.tar.gz");
        assertThat(Files.mismatch(bundle, packed(SAMPLES.toString(), "b.tar.gz")))
                .isEqualTo(-1);

        Outcome whole = quietcore("bundle", "--verify", bundle.toString());
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.err()).contains("is not sealed: it has no journal.jsonl");
        assertThat(whole.out()).contains("not all of it is sealed");

        Path flipped = flipped(bundle, "02-wakeup-numa0/wakeup.hlog");
        Outcome damaged = quietcore("bundle", "--verify", flipped.toString());
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.err().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.contains("02-wakeup-numa0/wakeup.hlog: found contents of SHA-256"));
    }

    @Test
    void aCampaignsReportIsComputedAnewToTheByte() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 2);
        assertThat(quietcore("report", campaign.toString()).exitCode()).isZero();

        Path bundle = packed(campaign.toString(), "a.tar.gz");
        Outcome whole = quietcore("bundle", "--verify", bundle.toString());
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("to the byte");

        Files.writeString(campaign.resolve("report.html"), "all is well");
        Outcome retold = quietcore(
                "bundle", "--verify", packed(campaign.toString(), "b.tar.gz").toString());
        assertThat(retold.exitCode()).isEqualTo(1);
        assertThat(retold.err()).contains("report.html: found other bytes, expected what the histograms give");
    }

    @Test
    void gatesOfTheEnvironmentAreComputedAnewToo() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 2);
        ProcessBuilder report = Quietcore.command(folder, "report", campaign.toString());
        report.environment().put("OSLAT_MAXIMUM_LATENCY", "20");
        report.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        report.start().waitFor();
        assertThat(campaign.resolve("comparison.json")).content().contains("jitter: max", "20us within 1/min");

        // By the version that told the report.
        Outcome whole = Quietcore.run(
                folder,
                "bundle",
                "--verify",
                packed(campaign.toString(), "a.tar.gz").toString());

        assertThat(whole.exitCode()).as(whole.err()).isZero();
    }

    @Test
    void whatIsNoPlainFileIsNamedAndNothingIsPackedWithoutIt() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 2);
        Path journal = campaign.resolve("journal.jsonl");
        Path elsewhere = Files.move(journal, folder.resolve("elsewhere"));
        Files.createSymbolicLink(journal, elsewhere);

        Path bundle = folder.resolve("a.tar.gz");
        Outcome refused = quietcore("bundle", campaign.toString(), "--out", bundle.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip().lines())
                .singleElement()
                .asString()
                .contains("journal.jsonl cannot be packed: found a symbolic link");
        assertThat(bundle).doesNotExist();
    }

    @Test
    void aMistakeIsOneLine() throws Exception {
        assertThat(quietcore("bundle").exitCode()).isEqualTo(1);
        Outcome nowhere = quietcore(
                "bundle", "nowhere", "--out", folder.resolve("x.tar.gz").toString());
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err().strip().lines()).singleElement().asString().contains("nowhere is not there");
        Path file = Files.writeString(folder.resolve("file"), "no bundle");
        Outcome none = quietcore("bundle", "--verify", file.toString());
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err().strip().lines()).singleElement().asString().contains("is no gzip file");
    }

    @Test
    void whatWasDoctoredVerifiesNowhere() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        assertThat(quietcore("report", campaign.toString()).exitCode()).isZero();
        Path yaml = campaign.resolve("campaign.yaml");
        String text = Files.readString(yaml);
        Files.writeString(yaml, text + "margin: {percent: 50}\n");

        Outcome report = quietcore("report", campaign.toString());

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.err()).contains("campaign.yaml: found contents of SHA-256 ", "as journal.jsonl says");
        Files.writeString(yaml, text);
        Path run = campaign.resolve("collected-metrics-22222222-0000-4000-8000-000000000000");
        Files.move(run.resolve("repetitions/03-jitter-worker-0000-numa0"), folder.resolve("hidden"));
        for (Outcome outcome : List.of(
                quietcore("report", campaign.toString()),
                quietcore(
                        "compare",
                        campaign.resolve("collected-metrics-11111111-0000-4000-8000-000000000000")
                                .toString(),
                        run.toString()),
                quietcore(
                        "history",
                        "--rebuild",
                        campaign.toString(),
                        "--history",
                        folder.resolve("h").toString()),
                quietcore(
                        "bundle",
                        "--verify",
                        packed(campaign.toString(), "b.tar.gz").toString()))) {
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains("03-jitter-worker-0000-numa0: found nothing, expected the repetition");
        }
    }

    /** Whoever empties the journal takes all seals away. */
    @Test
    void aCampaignWithoutItsJournalIsRefusedEverywhere() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        Files.writeString(campaign.resolve("journal.jsonl"), "");

        for (Outcome outcome : List.of(
                quietcore(
                        "compare",
                        campaign.resolve("collected-metrics-11111111-0000-4000-8000-000000000000")
                                .toString(),
                        campaign.resolve("collected-metrics-22222222-0000-4000-8000-000000000000")
                                .toString()),
                quietcore(
                        "export",
                        "csv",
                        campaign.toString(),
                        "--out",
                        folder.resolve("a.csv").toString()),
                quietcore(
                        "bundle",
                        "--verify",
                        packed(campaign.toString(), "a.tar.gz").toString()))) {
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains("journal.jsonl: found nothing, expected the journal");
        }
    }

    @Test
    void aJournalThatIsDamagedIsToldByItsNameInTheBundle() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        Path journal = campaign.resolve("journal.jsonl");
        Files.writeString(journal, Files.readString(journal).replaceFirst("sideStarted", "sideStartet"));
        Path bundle = packed(campaign.toString(), "a.tar.gz");

        Outcome verified = quietcore("bundle", "--verify", bundle.toString());

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err())
                .contains(bundle + ": journal.jsonl:")
                .contains("damaged line")
                .doesNotContain("quietcore-bundle-", "resumed");
    }

    @Test
    void whatIsNoPartOfARepetitionIsNamed() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        assertThat(quietcore("report", campaign.toString()).exitCode()).isZero();
        String repetition = "collected-metrics-22222222-0000-4000-8000-000000000000/repetitions/"
                + "03-jitter-worker-0000-numa0/more.hlog";
        Files.writeString(campaign.resolve(repetition), "nobody measured this");

        Outcome verified = quietcore(
                "bundle", "--verify", packed(campaign.toString(), "a.tar.gz").toString());

        assertThat(verified.exitCode()).isZero();
        assertThat(verified.err()).contains("nothing says who wrote it: " + repetition);
    }

    /** All that is written where somebody says gives way to nothing that was measured. */
    @Test
    void evidenceIsNeverWrittenOver() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        String run = campaign.resolve("collected-metrics-22222222-0000-4000-8000-000000000000")
                .toString();
        Path link = Files.createSymbolicLink(folder.resolve("link"), campaign.resolve("journal.jsonl"));
        Map<Path, String> before = contents(campaign);

        for (Outcome outcome : List.of(
                quietcore(
                        "bundle",
                        campaign.toString(),
                        "--out",
                        campaign.resolve("journal.jsonl").toString()),
                quietcore("bundle", campaign.toString(), "--out", link.toString()),
                quietcore(
                        "export",
                        "csv",
                        run,
                        "--out",
                        campaign.resolve("campaign.yaml").toString()),
                quietcore("export", "csv", run, "--out", run + "/repetitions/03-jitter-worker-0000-numa0/result.json"),
                quietcore(
                        "report",
                        campaign.toString(),
                        "--junit",
                        campaign.resolve("campaign.yaml").toString()))) {
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains(": ", " belongs to ", "what it holds would be lost");
        }
        Outcome compared = quietcore("compare", run, run, "--out", campaign.toString());
        assertThat(compared.exitCode()).isEqualTo(1);
        assertThat(compared.err()).contains("is the folder of a campaign");
        assertThat(contents(campaign)).containsExactlyEntriesOf(before);
    }

    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @Test
    void aDocumentThatWasChangedIsNamed() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        assertThat(quietcore("report", campaign.toString()).exitCode()).isZero();
        Path summary = campaign.resolve("collected-metrics-22222222-0000-4000-8000-000000000000/jobSummary.json");
        Files.writeString(summary, Files.readString(summary).replace("\"scale\"", "\"other\""));

        Outcome verified = quietcore(
                "bundle", "--verify", packed(campaign.toString(), "a.tar.gz").toString());

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err()).contains("jobSummary.json: found other bytes, expected what the histograms give");
    }

    /** Without the entries that end its sides nothing is computed anew, and so nothing vouches for a report. */
    @Test
    void aReportThatNothingComputesIsNamed() throws Exception {
        Path campaign = folder.resolve("campaign");
        StoredCampaign.write(SAMPLES, campaign, 1);
        assertThat(quietcore("report", campaign.toString()).exitCode()).isZero();
        Path journal = campaign.resolve("journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        int end = lines.indexOf(lines.stream()
                .filter(line -> line.contains("sideFinished"))
                .findFirst()
                .orElseThrow());
        Files.write(journal, lines.subList(0, end));
        // The other side was begun after that.
        Files.move(
                campaign.resolve("collected-metrics-22222222-0000-4000-8000-000000000000"), folder.resolve("hidden"));
        Files.writeString(campaign.resolve("report.html"), "all is well");

        Outcome verified = quietcore(
                "bundle", "--verify", packed(campaign.toString(), "a.tar.gz").toString());

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err())
                .contains("comparison.json: found a file, expected none", "report.html: found a file, expected none");
    }

    @Test
    void ofSeveralCampaignsEachIsComputedAnewAndWhatNobodyComputesIsNamed() throws Exception {
        Path all = Files.createDirectory(folder.resolve("all"));
        for (String name : List.of("one", "other")) {
            StoredCampaign.write(SAMPLES, all.resolve(name), 1);
            assertThat(quietcore("report", all.resolve(name).toString()).exitCode())
                    .isZero();
        }
        Files.writeString(all.resolve("one/report-final.html"), "all is well");

        Outcome whole = quietcore(
                "bundle", "--verify", packed(all.toString(), "a.tar.gz").toString());

        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("to the byte", "every repetition is the one that its journal sealed");
        assertThat(whole.err())
                .contains("1 file is neither measured nor computed from what was, and nothing says who wrote it:"
                        + " one/report-final.html");
        Files.writeString(all.resolve("other/report.html"), "all is well");
        Outcome retold = quietcore(
                "bundle", "--verify", packed(all.toString(), "b.tar.gz").toString());
        assertThat(retold.exitCode()).isEqualTo(1);
        assertThat(retold.err()).contains("other/report.html: found other bytes");
    }
}
