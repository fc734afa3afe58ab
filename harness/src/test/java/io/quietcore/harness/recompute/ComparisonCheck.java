package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import tools.jackson.databind.JsonNode;

/** Claims every number of {@code comparison.json} by computing it again; what nobody claims is an error. */
final class ComparisonCheck {
    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private final Measurements measured;
    private final JsonNode comparison;
    private final Set<String> claimed = new HashSet<>();
    private final Map<String, Recomputed> metrics = new TreeMap<>();
    private final Map<String, Double> adjusted = new TreeMap<>();
    private final GateCheck gates;
    private final InterferenceCheck interference;

    ComparisonCheck(Measurements measured, JsonNode comparison) {
        this.measured = measured;
        this.comparison = comparison;
        this.gates = new GateCheck(measured, comparison);
        this.interference = new InterferenceCheck(measured, comparison);
    }

    GateCheck gates() {
        return gates;
    }

    InterferenceCheck interference() {
        return interference;
    }

    Map<String, Recomputed> metrics() {
        return metrics;
    }

    double adjustedP(String metric) {
        return adjusted.get(metric);
    }

    void check() {
        checkMethod();
        for (int i = 0; i < comparison.get("metrics").size(); i++) {
            checkMetric("/metrics/" + i);
        }
        checkAdjusted();
        checkNoise();
        checkSides();
        checkWarnings();
        gates.check();
        interference.check();
        List<String> unplaced = new ArrayList<>();
        walk("", comparison, unplaced);
        assertThat(unplaced)
                .as("numbers of comparison.json that nothing accounts for")
                .isEmpty();
    }

    private void number(String pointer, double expected) {
        JsonNode node = comparison.at(pointer);
        claimed.add(pointer);
        if (Double.isNaN(expected)) {
            assertThat(node.isNull()).as(pointer).isTrue();
        } else {
            assertThat(node.asDouble()).as(pointer).isCloseTo(expected, about(expected));
        }
    }

    /** Sums are taken in another order here; nothing else may differ. */
    static Offset<Double> about(double expected) {
        return within(Math.max(1e-9, Math.abs(expected) * 1e-6));
    }

    private void checkMethod() {
        number("/method/marginPercent", 5);
        number("/method/marginNs", Double.NaN);
        number("/marginsNs/jitter", measured.resolutionNs("jitter"));
        number("/marginsNs/wakeup", measured.resolutionNs("wakeup"));
        number("/marginsNs/memory", measured.resolutionNs("memory"));
        number("/marginsNs/park", measured.resolutionNs("park"));
        number("/method/blockSize", 2);
        number("/method/seed", 7);
    }

    private void checkMetric(String pointer) {
        String metric = comparison.at(pointer + "/metric").asString();
        Recomputed recomputed = Recomputed.of(measured, metric);
        metrics.put(metric, recomputed);
        claimed.add(pointer + "/metric");
        text(pointer + "/unit", metric.contains("spikes") ? "1/s" : metric.endsWith("lost") ? "%" : "ns");
        assertThat(comparison.at(pointer + "/place").isNull())
                .as("one place only on this machine")
                .isTrue();
        values(pointer + "/reference", recomputed.reference(), metric, "baseline");
        values(pointer + "/side", recomputed.side(), metric, "tuned");
        number(pointer + "/pStandardError", 0);
        JsonNode effect = comparison.at(pointer + "/effect");
        if (metric.contains("-merged-")) {
            checkShown(pointer, recomputed);
            return;
        }
        assertThat(effect.isNull()).as(metric).isEqualTo(!recomputed.complete());
        if (!recomputed.complete()) {
            checkMissing(pointer, recomputed);
            return;
        }
        number(pointer + "/referenceMedian", recomputed.referenceMedian());
        number(pointer + "/sideMedian", recomputed.sideMedian());
        assertThat(effect.get("kind").asString()).isEqualTo(recomputed.ratio() ? "ratio" : "difference");
        number(pointer + "/effect/estimate", recomputed.estimate());
        number(pointer + "/effect/low", recomputed.low());
        number(pointer + "/effect/high", recomputed.high());
        number(pointer + "/effect/confidence", 1 - 2 * 19 / 924.0);
        number(pointer + "/effect/marginLow", recomputed.marginLow());
        number(pointer + "/effect/marginHigh", recomputed.marginHigh());
        number(pointer + "/p", recomputed.p());
        checkReason(pointer, recomputed);
    }

    /** All values of a probe that has several series: told, compared with nothing. */
    private void checkShown(String pointer, Recomputed recomputed) {
        boolean complete = recomputed.complete();
        number(pointer + "/referenceMedian", complete ? recomputed.referenceMedian() : Double.NaN);
        number(pointer + "/sideMedian", complete ? recomputed.sideMedian() : Double.NaN);
        for (String name : List.of("effect", "p", "adjustedP", "verdict")) {
            assertThat(comparison.at(pointer + "/" + name).isNull())
                    .as(pointer + name)
                    .isTrue();
        }
        assertThat(comparison.at(pointer + "/primary").asBoolean()).isFalse();
        assertThat(comparison.at(pointer + "/reason").asString()).contains("never judged");
    }

    private void values(String pointer, Map<Integer, Double> expected, String metric, String side) {
        assertThat(comparison.at(pointer)).hasSize(expected.size());
        int i = 0;
        for (Map.Entry<Integer, Double> value : expected.entrySet()) {
            number(pointer + "/" + i + "/repetition", value.getKey());
            number(pointer + "/" + i + "/value", value.getValue());
            number(pointer + "/" + i + "/samples", samples(metric, side, value.getKey()));
            i++;
        }
    }

    private double samples(String metric, String side, int repetition) {
        Measurements.Series series = Measurements.Series.of(metric.substring(0, metric.lastIndexOf('-')));
        return measured.merged(side, series).get(repetition).stream()
                .mapToLong(Measurements.Bucket::count)
                .sum();
    }

    private void checkMissing(String pointer, Recomputed recomputed) {
        String reason = comparison.at(pointer + "/reason").asString();
        long without = recomputed.reference().values().stream()
                        .filter(v -> v.isNaN())
                        .count()
                + recomputed.side().values().stream().filter(v -> v.isNaN()).count();
        String metric = comparison.at(pointer + "/metric").asString();
        String statistic = metric.substring(metric.lastIndexOf('-') + 1);
        assertThat(reason)
                .isEqualTo(
                        statistic.startsWith("arrival")
                                ? without + " repetitions have fewer than 10 gaps longer than this quantile"
                                : String.format(
                                        Locale.ROOT,
                                        "%s needs %,.0f values a repetition; one has %,.0f",
                                        statistic,
                                        Statistics.needed(statistic),
                                        fewest(metric, recomputed)));
        claimed.add(pointer + "/reason");
    }

    private double fewest(String metric, Recomputed recomputed) {
        return Stream.of(Map.entry("baseline", recomputed.reference()), Map.entry("tuned", recomputed.side()))
                .flatMap(side -> side.getValue().entrySet().stream()
                        .filter(each -> each.getValue().isNaN())
                        .map(each -> samples(metric, side.getKey(), each.getKey())))
                .min(Double::compare)
                .orElseThrow();
    }

    private void checkReason(String pointer, Recomputed recomputed) {
        String reason = comparison.at(pointer + "/reason").asString();
        if (reason.contains("would settle it")) {
            assertThat(reason).contains(recomputed.repetitionsThatWouldSettle());
        }
        // What is left may only be the level of the test.
        String rest =
                reason.replaceAll("(about|more than) [0-9,]+ repetitions", "").replace("0.05", "");
        assertThat(rest).doesNotContainPattern(DIGIT);
        claimed.add(pointer + "/reason");
    }

    private void checkAdjusted() {
        for (boolean primary : new boolean[] {true, false}) {
            List<Integer> indices = new ArrayList<>();
            for (int i = 0; i < comparison.get("metrics").size(); i++) {
                JsonNode metric = comparison.at("/metrics/" + i);
                if (metric.get("primary").asBoolean() == primary
                        && !metric.get("p").isNull()) {
                    indices.add(i);
                }
            }
            double[] p =
                    indices.stream().mapToDouble(i -> metrics.get(name(i)).p()).toArray();
            double[] expected = primary ? Statistics.holm(p) : Statistics.benjaminiHochberg(p);
            for (int i = 0; i < expected.length; i++) {
                String pointer = "/metrics/" + indices.get(i);
                number(pointer + "/adjustedP", expected[i]);
                adjusted.put(name(indices.get(i)), expected[i]);
                if (primary) {
                    String verdict = comparison.at(pointer + "/verdict").asString()
                            + (comparison.at(pointer + "/certain").asBoolean() ? ", certain" : "");
                    assertThat(verdict)
                            .isEqualTo(metrics.get(name(indices.get(i))).verdict(expected[i]));
                }
            }
        }
    }

    private String name(int index) {
        return comparison.at("/metrics/" + index + "/metric").asString();
    }

    private void checkNoise() {
        for (int i = 0; i < comparison.get("noise").size(); i++) {
            String metric = comparison.at("/noise/" + i + "/metric").asString();
            claimed.add("/noise/" + i + "/metric");
            number("/noise/" + i + "/splits", 10);
            number("/noise/" + i + "/beyondMargin", metrics.get(metric).splitsBeyondMargin());
        }
        for (int i = 0; i < comparison.at("/method/primary").size(); i++) {
            assertThat(metrics)
                    .containsKey(comparison.at("/method/primary/" + i).asString());
            claimed.add("/method/primary/" + i);
        }
    }

    private void checkSides() {
        for (String pointer : List.of("/reference", "/side")) {
            String side = comparison.at(pointer + "/name").asString();
            List<JsonNode> results = measured.repetitions.stream()
                    .filter(each -> each.side().equals(side))
                    .map(Measurements.Repetition::result)
                    .toList();
            text(pointer + "/uuid", measured.uuids.get(side));
            text(
                    pointer + "/startedAt",
                    results.stream()
                            .map(r -> r.get("startedAt").asString())
                            .sorted()
                            .findFirst()
                            .orElseThrow());
            text(
                    pointer + "/endedAt",
                    results.stream()
                            .map(r -> r.get("endedAt").asString())
                            .sorted()
                            .reduce((a, b) -> b)
                            .orElseThrow());
            comparison
                    .at(pointer + "/repetitions")
                    .propertyNames()
                    .forEach(probe -> number(
                            pointer + "/repetitions/" + probe,
                            measured.merged(side, probe, "").size()));
            text(pointer + "/bootIds/0", results.get(0).at("/host/bootId").asString());
            comparison
                    .at(pointer + "/fingerprint")
                    .propertyNames()
                    .forEach(key -> text(
                            pointer + "/fingerprint/" + key,
                            results.get(0).at("/host/fingerprint/" + key).asString()));
            for (int i = 0; i < comparison.at(pointer + "/declared").size(); i++) {
                String declared = comparison.at(pointer + "/declared/" + i).asString();
                assertThat(declared.replace("SCHED_FIFO (1 for busy loops, 95 for others)", "")
                                .replace("latency at 0", ""))
                        .doesNotContainPattern(DIGIT);
                claimed.add(pointer + "/declared/" + i);
            }
            assertThat(comparison.at(pointer + "/setAside")).isEmpty();
        }
        text("/campaignId", comparison.get("campaignId").asString());
    }

    private void text(String pointer, String expected) {
        assertThat(comparison.at(pointer).asString()).as(pointer).isEqualTo(expected);
        claimed.add(pointer);
    }

    private void checkWarnings() {
        WarningCheck check = new WarningCheck(measured);
        for (int i = 0; i < comparison.get("warnings").size(); i++) {
            if (check.accountsFor(comparison.at("/warnings/" + i).asString())) {
                claimed.add("/warnings/" + i);
            }
        }
    }

    private void walk(String pointer, JsonNode node, List<String> unplaced) {
        if (node.isObject()) {
            node.propertyNames().forEach(name -> walk(pointer + "/" + name, node.get(name), unplaced));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(pointer + "/" + i, node.get(i), unplaced);
            }
        } else if (!claimed.contains(pointer)
                && !pointer.startsWith("/gates/")
                && !pointer.startsWith("/interference/")
                && (node.isNumber()
                        || (node.isString() && DIGIT.matcher(node.asString()).find()))) {
            unplaced.add(pointer + " = " + node);
        }
    }
}
