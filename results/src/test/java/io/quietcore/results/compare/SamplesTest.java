package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.results.store.CombinedRuns;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Recorded runs get the verdicts that a script without any of our code computed from their histograms. */
@Tag("once")
class SamplesTest {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");

    private static StoredRun run(String name) throws IOException {
        List<StoredRun> runs = new ArrayList<>();
        for (Path folder : RunSearch.find(SAMPLES.resolve(name).toString()).runs()) {
            runs.add(RunFolder.read(folder).run());
        }
        return CombinedRuns.of(name, runs);
    }

    private static Comparer.SideInput input(String name) throws IOException {
        return new Comparer.SideInput(run(name), List.of(), List.of(), List.of());
    }

    @Test
    void theVerdictsAreTheScripts() throws IOException {
        JsonNode expected = CanonicalJson.readTree(Files.readAllBytes(SAMPLES.resolve("expected.json")));
        Method method = new Method(
                List.of(
                        Metric.named("jitter-lost").orElseThrow(),
                        Metric.named("wakeup-P99").orElseThrow()),
                5,
                1_000L,
                6,
                1,
                List.of());
        assertThat(expected).hasSize(3);
        for (JsonNode comparison : expected) {
            JsonNode actual = CanonicalJson.tree(CompareDocument.of(Comparer.compare(
                    new Comparer.Identity("samples", ""),
                    input(comparison.get("reference").asString()),
                    input(comparison.get("side").asString()),
                    method)));
            assertThat(actual.get("verdict")).isEqualTo(comparison.get("verdict"));
            for (int i = 0; i < comparison.get("metrics").size(); i++) {
                assertAlike(
                        actual.get("metrics").get(i), comparison.get("metrics").get(i), "/metrics/" + i);
            }
        }
    }

    /** What the script says, and nothing else, to the last digits but a few. */
    private static void assertAlike(JsonNode actual, JsonNode expected, String where) {
        if (expected.isNumber()) {
            double value = expected.asDouble();
            assertThat(actual.asDouble()).as(where).isCloseTo(value, within(Math.abs(value) * 1e-9));
        } else if (expected.isArray()) {
            assertThat(actual).as(where).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertAlike(actual.get(i), expected.get(i), where + "/" + i);
            }
        } else if (expected.isObject()) {
            assertThat(actual.propertyNames()).as(where).containsExactlyInAnyOrderElementsOf(expected.propertyNames());
            expected.propertyNames()
                    .forEach(name -> assertAlike(actual.get(name), expected.get(name), where + "/" + name));
        } else {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    @Test
    void theScriptSaysWhatIsWrittenDown() throws Exception {
        Process script;
        try {
            script = new ProcessBuilder(
                            "python3", SAMPLES.resolve("expected.py").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED: there is no python3 here");
            return;
        }
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(script.waitFor()).isZero();
        assertAlike(
                CanonicalJson.readTree(said.getBytes(StandardCharsets.UTF_8)),
                CanonicalJson.readTree(Files.readAllBytes(SAMPLES.resolve("expected.json"))),
                "");
    }

    @Test
    void theDocumentHasTheKeysThatProgramsRead() throws IOException {
        JsonNode document = CanonicalJson.tree(CompareDocument.of(Comparer.compare(
                new Comparer.Identity("samples", ""),
                input("baseline"),
                input("tuned"),
                new Method(List.of(Metric.named("jitter-lost").orElseThrow()), 5, 1_000L, 6, 1, List.of()))));

        assertThat(document.propertyNames())
                .containsExactlyInAnyOrder(
                        "verdict", "reference", "side", "metrics", "interference", "gates", "warnings");
        assertThat(document.get("metrics")).isNotEmpty().allSatisfy(metric -> assertThat(metric.propertyNames())
                .containsExactlyInAnyOrder(
                        "series",
                        "statistic",
                        "unit",
                        "primary",
                        "repetitions",
                        "ratio",
                        "low",
                        "high",
                        "p",
                        "verdict"));
    }
}
