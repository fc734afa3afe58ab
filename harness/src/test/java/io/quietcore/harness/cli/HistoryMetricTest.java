package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.ProbeResult;
import io.quietcore.results.history.HistoryRun;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry;
import io.quietcore.results.store.JournalEntry.SideStarted;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A campaign of two sides, of which one has half as many values as P99 needs: both are judged by a lower quantile, when they are
 * measured and whenever the history is filled again.
 */
class HistoryMetricTest {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");
    private static final String WHOLE = "00000000-0000-4000-8000-00000000000a";
    private static final String SHORT = "00000000-0000-4000-8000-00000000000b";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeCampaign() throws IOException {
        Files.writeString(folder.resolve("campaign.yaml"), """
                campaign: nightly
                repetitions: 6
                probes:
                  wakeup: {windows: 2, window: 400ms, period: 200us}
                sides:
                  baseline: {}
                  tuned: {pinned: true}
                """);
        unsealedJournal();
        write(WHOLE, "baseline", 2);
        write(SHORT, "tuned", 1);
    }

    /** As a version wrote it that kept no digests. */
    private void unsealedJournal() throws IOException {
        JournalEntry started = new SideStarted("baseline", WHOLE, "boot", Instant.EPOCH);
        String entry = CanonicalJson.write(started);
        CRC32C crc = new CRC32C();
        crc.update(("{\"entry\":" + entry + ",\"line\":1}").getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve(Journal.FILE),
                String.format(Locale.ROOT, "{\"crc32c\":\"%08x\",\"entry\":%s,\"line\":1}%n", crc.getValue(), entry));
    }

    /** The first windows of a recorded repetition of two. */
    private void write(String uuid, String side, int windows) throws IOException {
        Path recorded;
        try (Stream<Path> all = Files.walk(SAMPLES.resolve(side))) {
            recorded = all.filter(each -> each.endsWith("01-wakeup-numa0"))
                    .findFirst()
                    .orElseThrow();
        }
        ObjectNode result = (ObjectNode) CanonicalJson.readTree(Files.readAllBytes(recorded.resolve("result.json")));
        ((ObjectNode) result.get("spec")).put("uuid", uuid);
        ArrayNode all = (ArrayNode) result.get("windows");
        while (all.size() > windows) {
            all.remove(all.size() - 1);
        }
        if (windows == 1) {
            long count = all.get(0).get("count").asLong();
            result.get("histograms").forEach(each -> ((ObjectNode) each).put("totalCount", count));
        }
        // Four lines before the first, and two series.
        String log = Files.readAllLines(recorded.resolve("wakeup.hlog")).stream()
                .limit(4 + 2L * windows)
                .collect(Collectors.joining("\n", "", "\n"));
        RunFolder run = RunFolder.open(folder, uuid, side, Disk.real());
        run.writeRepetition(
                CanonicalJson.read(CanonicalJson.bytes(result), ProbeResult.class),
                Map.of("wakeup.hlog", log.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(run.folder().resolve("jobSummary.json"), "[{\"jobConfig\":{\"name\":\"nightly\"}}]");
    }

    private static Map<String, Set<Metric>> primary(Path... named) throws Exception {
        return RunIntake.read(Stream.of(named).map(Path::toString).toList(), null).runs().stream()
                .collect(Collectors.toMap(HistoryRun::uuid, run -> run.values().stream()
                        .filter(HistoryRun.Value::primary)
                        .map(HistoryRun.Value::metric)
                        .collect(Collectors.toSet())));
    }

    @Test
    void everySideIsJudgedByTheMetricThatAllHaveTheSamplesFor() throws Exception {
        Set<Metric> lower = Set.of(Metric.named("wakeup-P95").orElseThrow());

        assertThat(primary(folder)).isEqualTo(Map.of(WHOLE, lower, SHORT, lower));
    }

    @Test
    void alsoWhereOneOfThemIsNamedAlone() throws Exception {
        Path whole = folder.resolve("collected-metrics-" + WHOLE);

        assertThat(primary(whole))
                .isEqualTo(Map.of(WHOLE, List.copyOf(primary(folder).values()).get(0)));
    }

    @Test
    void andWithoutTheCampaignsText() throws Exception {
        Map<String, Set<Metric>> with = primary(folder);
        Files.delete(folder.resolve("campaign.yaml"));
        Files.delete(folder.resolve(Journal.FILE));

        assertThat(primary(folder)).isEqualTo(with);
    }
}
