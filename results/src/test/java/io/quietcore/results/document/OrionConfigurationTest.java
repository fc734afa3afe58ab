package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.document.OrionConfiguration.Place;
import io.quietcore.results.document.OrionConfiguration.Series;
import io.quietcore.results.document.OrionReplay.Told;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Held against what the real Orion read and told, and by its rules against documents as we write them. */
class OrionConfigurationTest {
    private static final int NIGHTS = 20;
    private static final int SHIFTED = 12;
    private static final Metric LOST = new Metric(Probe.JITTER, Statistic.LOST);
    private static final Metric P99 = new Metric(Probe.WAKEUP, Statistic.P99);
    private static final Place ONE = new Place("worker-1", "0");
    private static final Place TWO = new Place("worker-2", "0");

    private static String yaml(Map<String, String> metadata, List<Series> series) {
        return new OrionConfiguration("a-test", "quietcore", metadata, series, 5).yaml();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = OrionConfigurationTest.class.getResourceAsStream("/orion/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A run whose values differ a little from night to night, and by 40 % from one night on where it is told so. */
    private static StoredRun run(String side, String node, int night, boolean wakeup, int shiftedFrom) {
        double level = (night >= shiftedFrom ? 1.4 : 1) * (1 + 0.002 * (night * 7 % 5));
        Runs run = Runs.of(side).on(node).measured(Probe.JITTER, 0, 2, i -> Runs.gaps(2 * level));
        return (wakeup ? run.measured(Probe.WAKEUP, 0, 2, i -> Runs.latencies(10_000 * level)) : run).run();
    }

    /** Its documents, as of its night. */
    private static List<Map<String, Object>> documents(StoredRun run, String node, int night) {
        RunFacts facts = new RunFacts(null, Map.of("platform", "lab"), List.of(), List.of());
        List<Map<String, Object>> documents = new ArrayList<>();
        RunDocuments.of(run, new RunDescription("a-test", "c-1", "1.0", 2, List.of(), true, facts))
                .values()
                .forEach(all -> all.forEach(each -> {
                    Map<String, Object> own = new TreeMap<>(each);
                    own.put("uuid", "%s-%s-%02d".formatted(run.side(), node, night));
                    own.put("timestamp", "2026-10-%02dT0%d:00:00Z".formatted(night + 1, node.length() % 10));
                    documents.add(own);
                }));
        return documents;
    }

    private static List<Map<String, Object>> nights(String side, String node, int shiftedFrom) {
        return IntStream.range(0, NIGHTS)
                .mapToObj(night -> documents(run(side, node, night, true, shiftedFrom), node, night))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void theReplayTellsOfTheCapturedDocumentsWhatTheRealOrionTold() throws IOException {
        List<Map<String, Object>> captured = new ArrayList<>();
        for (String line : resource("documents.ndjson").lines().toList()) {
            captured.add(CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8), Map.class));
        }

        OrionReplay.Outcome replayed = new OrionReplay(captured).run(resource("quietcore-host-smoke.yaml"));

        JsonNode theirs = CanonicalJson.readTree(resource("expected.json").getBytes(StandardCharsets.UTF_8));
        assertThat(replayed.exitCode()).isEqualTo(OrionReplay.REGRESSION);
        assertThat(replayed.told()).hasSize(2).allSatisfy(told -> {
            JsonNode row = theirs.get(told.run());
            assertThat(row.get("is_changepoint").asBoolean()).isTrue();
            assertThat(row.get("uuid").asString()).isEqualTo(told.uuid());
            assertThat(row.get("metrics")
                            .get(told.metric() + "_value")
                            .get("percentage_change")
                            .asDouble())
                    .isCloseTo(told.percent(), within(1e-9));
        });
    }

    @Test
    void itHasTheKeysAndTheTypesOfTheOneThatTheRealOrionRead() throws IOException {
        Map<String, Object> theirs =
                OrionReplay.tests(resource("quietcore-host-smoke.yaml")).get(0);
        Map<String, Object> example = OrionReplay.list(theirs, "metrics").get(0);
        String yaml =
                yaml(Map.of("platform", "lab"), Series.all(List.of("baseline", "tuned"), List.of(LOST), List.of(ONE)));

        for (Map<String, Object> ours : OrionReplay.tests(yaml)) {
            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            assertThat(OrionReplay.map(ours, "metadata").keySet())
                    .containsAll(OrionReplay.map(theirs, "metadata").keySet());
            assertThat(ours).containsEntry("version_field", theirs.get("version_field"));
            assertThat(OrionReplay.list(ours, "metrics")).singleElement().satisfies(metric -> {
                assertThat(metric.keySet()).isEqualTo(example.keySet());
                example.forEach((key, value) -> assertThat(metric.get(key))
                        .as(key)
                        .isInstanceOf(value instanceof Number ? Number.class : value.getClass()));
            });
        }
    }

    /** Each host has its own runs, which have no documents of the other one. */
    @Test
    void theShiftOfOneHostIsFoundBesideTheRunsOfAnother() {
        List<Map<String, Object>> index = new ArrayList<>(nights("tuned", "worker-1", SHIFTED));
        index.addAll(nights("tuned", "worker-2", NIGHTS));
        index.addAll(nights("baseline", "worker-1", NIGHTS));

        OrionReplay.Outcome outcome = new OrionReplay(index)
                .run(yaml(
                        Map.of("platform", "lab"),
                        Series.all(List.of("baseline", "tuned"), List.of(LOST, P99), List.of(ONE))));
        OrionReplay.Outcome both = new OrionReplay(index)
                .run(yaml(Map.of(), Series.all(List.of("tuned"), List.of(LOST, P99), List.of(ONE, TWO))));

        assertThat(outcome.exitCode()).isEqualTo(OrionReplay.REGRESSION);
        assertThat(both.told()).isEqualTo(outcome.told());
        assertThat(outcome.told())
                .extracting(Told::test, Told::run, Told::uuid)
                .containsExactly(
                        tuple("quietcore-a-test-tuned-jitter-lost-worker-1-numa0", SHIFTED, "tuned-worker-1-12"),
                        tuple("quietcore-a-test-tuned-wakeup-P99-worker-1-numa0", SHIFTED, "tuned-worker-1-12"));
    }

    @Test
    void aMetricThatOneRunLacksHidesNoShift() {
        List<Map<String, Object>> index = new ArrayList<>();
        for (int night = 0; night < NIGHTS; night++) {
            index.addAll(documents(run("tuned", "worker-1", night, night != 7, SHIFTED), "worker-1", night));
        }

        OrionReplay.Outcome outcome = new OrionReplay(index)
                .run(yaml(Map.of(), Series.all(List.of("tuned"), List.of(LOST, P99), List.of(ONE))));

        assertThat(outcome.told()).extracting(Told::uuid).containsExactly("tuned-worker-1-12", "tuned-worker-1-12");
    }

    /** 5,000 wake-ups have no P99999: a test of it would end Orion with 3, whatever the others found. */
    @Test
    void ofAllStatisticsThereIsATestForThoseThatHaveDocuments() {
        StoredRun one = run("tuned", "worker-1", 0, true, NIGHTS);
        OrionReplay replay = new OrionReplay(nights("tuned", "worker-1", SHIFTED));
        List<Metric> all = Probe.WAKEUP.statistics().stream()
                .map(each -> new Metric(Probe.WAKEUP, each))
                .toList();

        String yaml = yaml(Map.of(), List.copyOf(Series.in(List.of(one))));

        assertThat(OrionReplay.names(yaml))
                .contains("quietcore-a-test-tuned-wakeup-P99-worker-1-numa0")
                .noneMatch(name -> name.contains("wakeup-P99999"));
        assertThat(replay.run(yaml).exitCode()).isEqualTo(OrionReplay.REGRESSION);
        assertThat(replay.run(yaml(Map.of(), Series.all(List.of("tuned"), all, List.of(ONE))))
                        .exitCode())
                .isEqualTo(OrionReplay.NO_DATA);
    }

    /** They are indexed as they are, and only text has a field {@code .keyword}. */
    @Test
    void numbersAndTruthsAreMatchedAsSuch() {
        List<Map<String, Object>> index = nights("tuned", "worker-1", SHIFTED);
        List<Series> series = Series.all(List.of("tuned"), List.of(P99), List.of(ONE));

        for (Map<String, String> match : List.of(
                Map.of("workerNodesCount", "1"), Map.of("fips", "false"), Map.of("fips", "false", "platform", "lab"))) {
            assertThat(new OrionReplay(index).run(yaml(match, series)).exitCode())
                    .as(match.toString())
                    .isEqualTo(OrionReplay.REGRESSION);
        }
        for (Map<String, String> match : List.of(Map.of("workerNodesCount", "2"), Map.of("fips", "true"))) {
            assertThat(new OrionReplay(index).run(yaml(match, series)).exitCode())
                    .as(match.toString())
                    .isEqualTo(OrionReplay.NO_DATA);
        }
        assertThat(OrionReplay.map(
                        OrionReplay.tests(yaml(Map.of("a", "007", "b", "-1.5e3", "c", "1.2.3", "d", "True"), series))
                                .get(0),
                        "metadata"))
                .containsKeys("a.keyword", "b", "c.keyword", "d.keyword");
    }
}
