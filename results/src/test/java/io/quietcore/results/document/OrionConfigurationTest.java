package io.quietcore.results.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.document.OrionConfiguration.Place;
import io.quietcore.results.facts.RunFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Held against the configuration with which the real Orion found its change point. */
class OrionConfigurationTest {
    private static final OrionConfiguration CONFIGURATION = new OrionConfiguration(
            "a-test",
            "quietcore",
            List.of("baseline", "tuned"),
            Map.of("platform", "lab"),
            List.of(new Place("worker-1", "0"), new Place("worker-1", "1")),
            List.of(new Metric(Probe.JITTER, Statistic.LOST), new Metric(Probe.WAKEUP, Statistic.P99)),
            5);

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> tests(String yaml) {
        return (List<Map<String, Object>>) ((Map<String, Object>) new Yaml().load(yaml)).get("tests");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> metrics(Map<String, Object> test) {
        return (List<Map<String, Object>>) test.get("metrics");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> test) {
        return (Map<String, Object>) test.get("metadata");
    }

    @Test
    void itHasTheKeysAndTheTypesOfTheOneThatTheRealOrionRead() throws IOException {
        Map<String, Object> theirs;
        try (InputStream in = OrionConfigurationTest.class.getResourceAsStream("/orion/quietcore-host-smoke.yaml")) {
            theirs =
                    tests(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
        }

        for (Map<String, Object> ours : tests(CONFIGURATION.yaml())) {
            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            assertThat(metadata(ours).keySet()).containsAll(metadata(theirs).keySet());
            assertThat(ours).containsEntry("version_field", theirs.get("version_field"));
            Map<String, Object> example = metrics(theirs).get(0);
            for (Map<String, Object> metric : metrics(ours)) {
                assertThat(metric.keySet()).isEqualTo(example.keySet());
                example.forEach((key, value) -> assertThat(metric.get(key))
                        .as(key)
                        .isInstanceOf(value instanceof Number ? Number.class : value.getClass()));
            }
        }
    }

    /** As Orion looks: runs by metadata, then for each of their metrics the documents with all of its filters. */
    @Test
    void everyMetricFindsExactlyOneDocumentOfItsSide() {
        for (String side : List.of("baseline", "tuned")) {
            List<Map<String, Object>> documents = documents(side);
            Map<String, Object> test = tests(CONFIGURATION.yaml()).stream()
                    .filter(each -> metadata(each).get("phase.keyword").equals(side))
                    .findFirst()
                    .orElseThrow();

            assertThat(matching(documents, metadata(test)))
                    .extracting(each -> each.get("uuid"))
                    .containsExactly("uuid-" + side);
            assertThat(metrics(test)).hasSize(4);
            for (Map<String, Object> metric : metrics(test)) {
                assertThat(matching(documents, metric)).as(metric.toString()).hasSize(1);
            }
        }
        assertThat(matching(
                        documents("baseline"),
                        metadata(tests(CONFIGURATION.yaml()).get(1))))
                .isEmpty();
    }

    private static List<Map<String, Object>> documents(String side) {
        RunFacts facts = new RunFacts(null, Map.of("platform", "lab"), List.of(), List.of());
        List<Map<String, Object>> documents = new ArrayList<>();
        RunDocuments.of(
                        Runs.of(side)
                                .measured(Probe.JITTER, 0, 2, i -> Runs.gaps(i))
                                .measured(Probe.JITTER, 1, 2, i -> Runs.gaps(i))
                                .measured(Probe.WAKEUP, 0, 2, i -> Runs.latencies(1_000.0 * i))
                                .measured(Probe.WAKEUP, 1, 2, i -> Runs.latencies(1_000.0 * i))
                                .run(),
                        new RunDescription("a-test", "c-1", "1.0", 2, List.of(), true, facts))
                .values()
                .forEach(documents::addAll);
        return documents;
    }

    private static List<Map<String, Object>> matching(
            List<Map<String, Object>> documents, Map<String, Object> filters) {
        Set<Map<String, Object>> left = new LinkedHashSet<>(documents);
        filters.forEach((key, wanted) -> {
            if (key.endsWith(".keyword")) {
                left.removeIf(
                        document -> !wanted.equals(at(document, key.substring(0, key.length() - ".keyword".length()))));
            }
        });
        return List.copyOf(left);
    }

    private static Object at(Object document, String path) {
        Object node = document;
        for (String step : path.split("\\.", -1)) {
            node = node instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return node;
    }
}
