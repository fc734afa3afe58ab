package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private void values(String pointer, Map<Integer, Double> expected, String metric, String side) {
        assertThat(comparison.at(pointer)).hasSize(expected.size());
        int i = 0;
        for (Map.Entry<Integer, Double> value : expected.entrySet()) {
            number(pointer + "/" + i + "/repetition", value.getKey());
            number(pointer + "/" + i + "/value", value.getValue());
            String probe = metric.substring(0, metric.indexOf('-'));
            number(pointer + "/" + i + "/samples", (double)
                    measured.merged(side, probe, "").get(value.getKey()).stream()
                            .mapToLong(Measurements.Bucket::count)
                            .sum());
            i++;
        }
    }

    private void checkMissing(String pointer, Recomputed recomputed) {
        String reason = comparison.at(pointer + "/reason").asString();
        long without = recomputed.reference().values().stream()
                        .filter(v -> v.isNaN())
                        .count()
                + recomputed.side().values().stream().filter(v -> v.isNaN()).count();
        assertThat(reason).isEqualTo(without + " repetitions have fewer than 10 gaps longer than this quantile");
        claimed.add(pointer + "/reason");
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
        Pattern refused = Pattern.compile(
                "side (\\w+): (\\w+) was (denied|unavailable) for (\\w+) \\((.*)\\), in ([0-9]+) of its repetitions");
        Pattern lost = Pattern.compile("side (\\w+): ([0-9,]+) spikes found no room .*");
        for (int i = 0; i < comparison.get("warnings").size(); i++) {
            String warning = comparison.at("/warnings/" + i).asString();
            Matcher refusal = refused.matcher(warning);
            Matcher ring = lost.matcher(warning);
            if (refusal.matches()) {
                long count = measured.repetitions.stream()
                        .filter(each -> each.side().equals(refusal.group(1))
                                && each.probe().equals(refusal.group(4)))
                        .filter(each -> each.result()
                                .at("/evidence/" + refusal.group(2) + "/detail")
                                .asString()
                                .equals(refusal.group(5)))
                        .count();
                assertThat(refusal.group(6)).isEqualTo(Long.toString(count));
                claimed.add("/warnings/" + i);
            } else if (ring.matches()) {
                long count = measured.repetitions.stream()
                        .filter(each -> each.side().equals(ring.group(1)))
                        .mapToLong(each -> each.result().get("spikesLost").asLong())
                        .sum();
                assertThat(ring.group(2).replace(",", "")).isEqualTo(Long.toString(count));
                claimed.add("/warnings/" + i);
            } else if (isOfNeighbours(warning) || befell(warning)) {
                claimed.add("/warnings/" + i);
            }
        }
    }

    /** Who had a CPU of the probe too: in as many repetitions, and in the words of one of them. */
    private boolean isOfNeighbours(String warning) {
        Matcher met = Pattern.compile(
                        "side (\\w+): the probe was not alone on CPU [0-9,-]+ while it measured: (the kernel's )?"
                                + "(.*) was (?:pinned|found) there in ([0-9]+) of its repetitions; at most, on [^ ]+: (.*)")
                .matcher(warning);
        Matcher more = Pattern.compile("side (\\w+): ([0-9]+) more programs had a CPU .*")
                .matcher(warning);
        if (more.matches()) {
            return neighbours(more.group(1)).stream()
                            .flatMap(each -> Pattern.compile("; ").splitAsStream(each))
                            .map(each -> each.replaceAll(".*?\\((.*)\\), .*", "$1"))
                            .distinct()
                            .count()
                    == Integer.parseInt(more.group(2)) + 5L;
        }
        if (!met.matches()) {
            return false;
        }
        List<String> told = neighbours(met.group(1));
        String named = (met.group(2) == null ? "process [0-9]+ " : "kernel thread [0-9]+ ") + "\\("
                + Pattern.quote(met.group(3)) + "\\), ";
        assertThat(told).as(warning).anyMatch(each -> each.contains(met.group(5)));
        assertThat(told.stream()
                        .filter(each -> Pattern.compile(named).matcher(each).find()))
                .as(warning)
                .hasSize(Integer.parseInt(met.group(4)));
        return true;
    }

    /** What befell some repetitions: as many as say so, of as many as there are, in the words of one of them. */
    private boolean befell(String warning) {
        Matcher told = Pattern.compile(
                        "side (\\w+): (\\w+), in ([0-9]+) of its ([0-9]+) repetitions; in the first of them,"
                                + " of (\\w+): (.*)")
                .matcher(warning);
        if (!told.matches()) {
            return false;
        }
        List<Measurements.Repetition> all = measured.repetitions.stream()
                .filter(each -> each.side().equals(told.group(1)))
                .toList();
        List<Measurements.Repetition> having = all.stream()
                .filter(each -> each.result().get("evidence").has(told.group(2)))
                .toList();
        assertThat(having).as(warning).hasSize(Integer.parseInt(told.group(3)));
        assertThat(all).as(warning).hasSize(Integer.parseInt(told.group(4)));
        assertThat(having)
                .as(warning)
                .anyMatch(each -> each.probe().equals(told.group(5))
                        && each.result()
                                .at("/evidence/" + told.group(2) + "/detail")
                                .asString()
                                .equals(told.group(6)));
        return true;
    }

    private List<String> neighbours(String side) {
        return measured.repetitions.stream()
                .filter(each -> each.side().equals(side))
                .map(each -> each.result().at("/evidence/neighbours/detail").asString(""))
                .filter(told -> !told.isEmpty())
                .toList();
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
