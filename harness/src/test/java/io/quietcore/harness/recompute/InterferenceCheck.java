package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/** What the windows counted, added up again; every number of {@code interference}. */
final class InterferenceCheck {
    private static final Pattern PERCENT = Pattern.compile("([0-9]+) %");
    private static final double MOST_LOST = 10;

    /** Loops that never sleep. */
    private static final Set<String> BUSY = Set.of("jitter", "memory");

    private final Measurements measured;
    private final JsonNode interference;

    InterferenceCheck(Measurements measured, JsonNode comparison) {
        this.measured = measured;
        this.interference = comparison.get("interference");
    }

    void check() {
        Set<String> busy = new TreeSet<>();
        assertThat(interference.get("probes")).hasSize(4);
        for (JsonNode probe : interference.get("probes")) {
            String name = probe.get("probe").asString();
            double reference = lost(name, "baseline");
            double side = lost(name, "tuned");
            close(probe.get("referenceLostPercent"), reference);
            close(probe.get("sideLostPercent"), side);
            if (reference > MOST_LOST && side > MOST_LOST) {
                busy.add(name);
            }
            assertThat(probe.get("rows")).isNotEmpty();
            for (JsonNode row : probe.get("rows")) {
                counted(row.get("reference"), name, "baseline", row.get("name").asString());
                counted(row.get("side"), name, "tuned", row.get("name").asString());
            }
        }
        tooBusy(busy);
    }

    private static void close(JsonNode node, double expected) {
        assertThat(node.asDouble()).isCloseTo(expected, ComparisonCheck.about(expected));
    }

    private void counted(JsonNode counted, String probe, String side, String name) {
        List<JsonNode> windows = having(probe, side, name);
        assertThat(counted.isNull()).as(name).isEqualTo(windows.isEmpty());
        if (!windows.isEmpty()) {
            assertThat(counted.get("count").asLong()).as(name).isEqualTo((long) sum(windows, name));
            close(counted.get("seconds"), seconds(windows, name));
            close(counted.get("perSecond"), perSecond(probe, side, name));
        }
    }

    private static double seconds(List<JsonNode> windows, String name) {
        return name.endsWith("Khz") ? windows.size() : sum(windows, "countedNs") / 1e9;
    }

    /** As the page tells it; of {@code lost} the percent. */
    double perSecond(String probe, String side, String name) {
        if (name.equals("lost")) {
            return lost(probe, side);
        }
        List<JsonNode> windows = having(probe, side, name);
        return sum(windows, name) / seconds(windows, name);
    }

    private List<Measurements.Repetition> repetitions(String probe, String side) {
        return measured.repetitions.stream()
                .filter(each -> each.probe().equals(probe) && each.side().equals(side))
                .toList();
    }

    private List<JsonNode> having(String probe, String side, String name) {
        return repetitions(probe, side).stream()
                .flatMap(each -> each.result().get("windows").valueStream())
                .filter(window -> !Double.isNaN(count(window, name)))
                .toList();
    }

    private static double count(JsonNode window, String name) {
        return name.equals("involuntarySwitches")
                ? window.get(name).asDouble()
                : window.get("noise").path(name).asDouble(Double.NaN);
    }

    private static double sum(List<JsonNode> windows, String name) {
        return windows.stream().mapToDouble(window -> count(window, name)).sum();
    }

    private double lost(String probe, String side) {
        List<Double> lost =
                probe.equals("jitter") ? Recomputed.of(measured, "jitter-lost").of(side) : List.of();
        List<Measurements.Repetition> all = repetitions(probe, side);
        double[] percents = new double[all.size()];
        for (int i = 0; i < percents.length; i++) {
            JsonNode result = all.get(i).result();
            List<JsonNode> windows = result.get("windows").valueStream().toList();
            boolean pinned = result.at("/grant/pinned").asBoolean();
            double cpus = pinned ? 1 : result.at("/grant/measuringCpus").size();
            double stolen = share(windows, "stolenNs") / cpus;
            double ran = share(windows, "ranNs");
            boolean shares = result.at("/grant/measuringCpus")
                    .valueStream()
                    .anyMatch(cpu ->
                            result.at("/grant/housekeepingCpus").valueStream().anyMatch(cpu::equals));
            double gaps = probe.equals("jitter") ? lost.get(i) / 100 : 0;
            double other = BUSY.contains(probe)
                    ? Math.max(1 - ran, gaps)
                    : pinned && !shares ? Math.max(0, share(windows, "cpuRanNs") - ran - stolen) : Double.NaN;
            percents[i] = 100
                    * DoubleStream.of(share(windows, "waitedNs"), stolen, other)
                            .filter(share -> !Double.isNaN(share))
                            .max()
                            .orElseThrow();
        }
        return Statistics.median(percents);
    }

    private static double share(List<JsonNode> windows, String name) {
        return sum(windows, name) / sum(windows, "countedNs");
    }

    /** A sentence that it was, and one of what took it, for each probe of which both sides lost too much. */
    private void tooBusy(Set<String> busy) {
        Set<String> told = interference
                .get("tooBusy")
                .valueStream()
                .map(sentence -> sentence.asString().replaceFirst(":.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(busy);
        for (JsonNode sentence : interference.get("tooBusy")) {
            String text = sentence.asString();
            String probe = text.replaceFirst(":.*", "");
            Matcher percent = PERCENT.matcher(text);
            if (text.contains("too busy")) {
                assertThat(percent.find()).isTrue();
                assertThat(percent.group(1)).isEqualTo(String.format("%.0f", lost(probe, "baseline")));
                assertThat(percent.find()).isTrue();
                assertThat(percent.group(1)).isEqualTo(String.format("%.0f", lost(probe, "tuned")));
            } else {
                check(text, "waited", probe, "waitedNs");
            }
        }
    }

    private void check(String text, String words, String probe, String name) {
        Matcher both = Pattern.compile(words + " ([0-9]+) % and ([0-9]+) %").matcher(text);
        if (both.find()) {
            assertThat(both.group(1))
                    .isEqualTo(String.format("%.0f", 100 * share(having(probe, "baseline", name), name)));
            assertThat(both.group(2)).isEqualTo(String.format("%.0f", 100 * share(having(probe, "tuned", name), name)));
        }
    }
}
