package io.quietcore.harness.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import tools.jackson.databind.JsonNode;

/** Claims every number of {@code report.html} by computing it again; what nobody claims is an error. */
final class ReportCheck {
    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private final Measurements measured;
    private final ComparisonCheck comparison;
    private final Set<String> comparisonTexts = new HashSet<>();
    private final List<String> unplaced = new ArrayList<>();

    ReportCheck(Measurements measured, ComparisonCheck comparison, JsonNode comparisonJson) {
        this.measured = measured;
        this.comparison = comparison;
        texts(comparisonJson);
    }

    private void texts(JsonNode node) {
        if (node.isString()) {
            comparisonTexts.add(node.asString());
        }
        node.forEach(this::texts);
        if (node.isObject() && node.has("declared")) {
            List<String> declared = new ArrayList<>();
            node.get("declared").forEach(each -> declared.add(each.asString()));
            comparisonTexts.add(String.join("; ", declared));
        }
    }

    void check(Path report) throws Exception {
        Element html = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Files.newInputStream(report))
                .getDocumentElement();
        walk(html);
        assertThat(unplaced)
                .as("numbers of report.html that nothing accounts for")
                .isEmpty();
    }

    private void walk(Node node) {
        if (node instanceof Element element) {
            if (element.getTagName().equals("script")) {
                script(element);
                return;
            }
            if (element.getTagName().equals("style")) {
                return;
            }
        } else if (node.getNodeType() == Node.TEXT_NODE
                && DIGIT.matcher(node.getTextContent()).find()) {
            Element around = (Element) node.getParentNode();
            while (around.getAttribute("data-n").isEmpty() && around.getParentNode() instanceof Element parent) {
                around = parent;
            }
            if (!isPlaced(around)) {
                unplaced.add(around.getAttribute("data-n") + ": " + node.getTextContent());
            }
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            walk(child);
        }
    }

    private boolean isPlaced(Element element) {
        String text = element.getTextContent();
        Recomputed metric = comparison.metrics().get(element.getAttribute("data-metric"));
        boolean baseline = element.getAttribute("data-side").equals("baseline");
        return switch (element.getAttribute("data-n")) {
            case "median" -> is(element, baseline ? metric.referenceMedian() : metric.sideMedian());
            case "value" ->
                is(
                        element,
                        (baseline ? metric.reference() : metric.side())
                                .get(Integer.valueOf(element.getAttribute("data-repetition"))));
            case "estimate" -> is(element, metric.estimate());
            case "low" -> is(element, metric.low());
            case "high" -> is(element, metric.high());
            case "p" -> is(element, comparison.adjustedP(element.getAttribute("data-metric")));
            case "meanwhile" ->
                is(
                        element,
                        comparison
                                .interference()
                                .perSecond(
                                        element.getAttribute("data-metric"),
                                        element.getAttribute("data-side"),
                                        element.getAttribute("data-path")));
            case "noise" -> text.equals(metric.splitsBeyondMargin() + " of 10");
            case "margin" -> is(element, measured.resolutionNs(element.getAttribute("data-metric")));
            case "count" -> text.equals("6");
            case "total" -> isTotal(element);
            case "method" -> Set.of("5", "1000", "2", "7").contains(text);
            case "words" ->
                text.replace("95 %", "")
                        .replace("0.05", "")
                        .replace("10 gaps", "")
                        .equals(text.replaceAll("[0-9]+(\\.[0-9]+)?( %| gaps)?", ""));
            case "comparison" -> comparisonTexts.contains(text);
            case "result" -> isOfAResult(text, element.getAttribute("data-side"));
            case "repetitions" -> isCountOf(element);
            case "name" -> isName(text);
            case "gate-value", "gate-bound", "gate-repetitions", "gate-samples", "gate-seconds" ->
                is(
                        element,
                        comparison
                                .gates()
                                .number(
                                        element.getAttribute("data-gate"),
                                        element.getAttribute("data-n").substring("gate-".length())));
            default -> element.getAttribute("data-n").startsWith("explained-") && isExplained(element);
        };
    }

    /** Sums over the explanations of one side and CPU, or one of them. */
    private boolean isExplained(Element element) {
        List<JsonNode> results = measured.explained.stream()
                .filter(each -> each.side().equals(element.getAttribute("data-side")))
                .filter(each -> each.place().equals(element.getAttribute("data-place")))
                .map(Measurements.Repetition::result)
                .toList();
        List<JsonNode> all = new ArrayList<>();
        results.forEach(result -> result.get("explanations").forEach(all::add));
        String cause = element.getAttribute("data-cause");
        List<JsonNode> ofCause = all.stream()
                .filter(each -> each.get("cause").asString().equals(cause))
                .toList();
        String text = element.getTextContent();
        String value = element.getAttribute("data-value");
        long windowsNs = results.stream()
                .flatMap(result -> result.get("windows").valueStream())
                .mapToLong(window -> window.get("lengthNs").asLong())
                .sum();
        return switch (element.getAttribute("data-n")) {
            case "explained-cause-count" -> text.equals(Integer.toString(ofCause.size()));
            case "explained-cause-ns" -> {
                long lostNs = ofCause.stream()
                        .mapToLong(each -> each.get("valueNs").asLong())
                        .sum();
                yield value.equals(Long.toString(lostNs)) && isTime(text, lostNs * 1e9 / windowsNs);
            }
            case "explained-measured" -> value.equals(Long.toString(windowsNs)) && isTime(text, (double) windowsNs);
            case "explained-lost" ->
                text.equals(Long.toString(results.stream()
                        .mapToLong(result -> result.get("spikesLost").asLong())
                        .sum()));
            case "explained-spike" -> isPart(all, "valueNs", value) && isTime(text, Double.parseDouble(value));
            case "explained-offset" -> isPart(all, "offsetNs", value) && isTime(text, Double.parseDouble(value));
            case "explained-window" ->
                all.stream()
                        .anyMatch(each -> each.get("valueNs").asString().equals(value)
                                && each.get("window").asString().equals(text));
            case "explained-evidence" -> isPart(all, "evidence", text);
            case "explained-cpu" ->
                results.stream()
                        .anyMatch(result ->
                                result.at("/histograms/0/tag").asString().contains("_cpu=" + text + "_"));
            default -> false;
        };
    }

    private static boolean isPart(List<JsonNode> all, String name, String value) {
        return all.stream().anyMatch(each -> each.get(name).asString().equals(value));
    }

    private static boolean isTime(String text, double expectedNs) {
        String[] parts = text.split(" ", 2);
        double shownNs = Double.parseDouble(parts[0])
                * Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9).get(parts[1]);
        return Math.abs(shownNs - expectedNs) <= Math.max(0.06 * expectedNs, 1_000);
    }

    /** The unrounded number is the recomputed one, and what is shown is that number rounded. */
    private static boolean is(Element element, double expected) {
        double value = Double.parseDouble(element.getAttribute("data-value"));
        assertThat(value).isCloseTo(expected, ComparisonCheck.about(expected));
        String text = element.getTextContent();
        if (text.startsWith("<")) {
            return expected < Double.parseDouble(text.substring(1));
        }
        String[] parts = text.split(" ", 2);
        double unit = parts.length == 1
                ? 1
                : Map.of("µs", 1e3, "ms", 1e6, "s", 1e9, "GHz", 1e6).getOrDefault(parts[1].replace("/s", ""), 1.0);
        double shown = Double.parseDouble(parts[0]) * unit;
        return Math.abs(shown - expected) <= Math.max(0.06 * Math.abs(expected), 0.00051);
    }

    private boolean isTotal(Element element) {
        String end = element.getAttribute("data-tag");
        return measured.totals.entrySet().stream()
                .filter(each -> each.getKey().endsWith(" " + end))
                .filter(each -> each.getKey().contains(measured.uuids.get(element.getAttribute("data-side"))))
                .filter(each -> each.getKey()
                        .contains(String.format("/%02d-", Integer.valueOf(element.getAttribute("data-repetition")))))
                .anyMatch(each -> each.getValue().toString().equals(element.getTextContent()));
    }

    private List<String> facts(Measurements.Repetition repetition) {
        JsonNode result = repetition.result();
        List<String> facts = new ArrayList<>();
        result.get("evidence").forEach(each -> {
            if (each.isBoolean()) {
                facts.add("holds: " + each.asBoolean());
            } else if (each.isArray()) {
                facts.add("cpus: " + cpus(each));
            } else {
                facts.add(each.get("detail").asString());
                facts.add(each.get("outcome").asString() + ": "
                        + each.get("detail").asString());
            }
        });
        facts.add(result.at("/grant/reason").asString());
        facts.add(result.at("/floor/clockSource").asString());
        facts.add(result.at("/floor/granularityNs").asLong() + " ns");
        facts.add(result.at("/floor/medianGapNs").asLong() + " ns");
        facts.add(result.get("windows").size() + " valid");
        facts.add(cpus(result.at("/grant/measuringCpus")));
        facts.add(cpus(result.at("/grant/housekeepingCpus")));
        result.at("/host/fingerprint").forEach(value -> facts.add(value.asString()));
        return facts;
    }

    private static String cpus(JsonNode numbers) {
        List<String> list = new ArrayList<>();
        numbers.forEach(cpu -> list.add(cpu.asString()));
        return list.size() == 2 ? list.get(0) + "-" + list.get(1) : String.join(",", list);
    }

    private boolean isOfAResult(String text, String side) {
        return measured.repetitions.stream()
                .filter(each -> each.side().equals(side))
                .anyMatch(each -> facts(each).contains(text));
    }

    /** A value that not every repetition had says how many did. */
    private boolean isCountOf(Element count) {
        Element value = (Element) count.getParentNode().getFirstChild();
        long having = measured.repetitions.stream()
                .filter(each -> each.side().equals(value.getAttribute("data-side")))
                .filter(each -> facts(each).contains(value.getTextContent()))
                .count();
        long shown = Long.parseLong(count.getTextContent());
        // The table may be one probe's: then it has no more of them than the side has in all.
        return shown >= 1 && shown <= having;
    }

    private boolean isName(String text) {
        Set<String> names = new HashSet<>(comparison.metrics().keySet());
        for (Measurements.Repetition each : measured.repetitions) {
            names.add(each.place());
            names.add(each.probe());
            names.add(each.probe() + " on " + each.place());
            names.add(each.side());
            names.add(Integer.toString(each.number()));
            String uuid = measured.uuids.get(each.side());
            names.add(uuid);
            names.add(each.side() + ": collected-metrics-" + uuid + "/repetitions");
            each.result().get("histograms").forEach(file -> {
                names.add(file.get("tag").asString());
                names.add(each.folder().getFileName() + "/" + file.get("file").asString());
            });
        }
        return names.contains(text);
    }

    private void script(Element script) {
        if (!script.getAttribute("type").equals("application/json")) {
            return;
        }
        JsonNode chart = CanonicalJson.readTree(script.getTextContent().getBytes(StandardCharsets.UTF_8));
        if (script.getAttribute("class").equals("curve")) {
            chart.get("series").forEach(series -> curve(chart, series));
        } else if (script.getAttribute("class").equals("histogram")) {
            chart.get("sides").forEach(side -> histogram(chart, side));
        } else {
            assertThat(script.getAttribute("class")).isEqualTo("spikes");
            chart.get("sides").forEach(this::spikes);
        }
    }

    private void curve(JsonNode chart, JsonNode series) {
        String probe = chart.get("probe").asString();
        Map<Integer, List<Measurements.Bucket>> all = measured.merged(
                series.get("side").asString(), probe, series.get("series").asString());
        int repetition = series.get("repetition").asInt();
        List<Measurements.Bucket> buckets = new ArrayList<>();
        all.forEach((number, own) -> {
            if (repetition == 0 || number == repetition) {
                buckets.addAll(own);
            }
        });
        List<Measurements.Bucket> merged = added(buckets);
        long total = merged.stream().mapToLong(Measurements.Bucket::count).sum();
        for (int i = 0; i < chart.get("oneIn").size(); i++) {
            double oneIn = chart.get("oneIn").get(i).asDouble();
            assertThat(oneIn).isCloseTo(Math.pow(10, (i + 2) / 16.0), ComparisonCheck.about(oneIn));
            double expected = probe.equals("jitter")
                    ? Statistics.arrivalDelayNs(merged, 1 - 1 / oneIn)
                    : total / oneIn >= 10 ? Statistics.latencyNs(merged, 1 - 1 / oneIn) : Double.NaN;
            JsonNode drawn = series.get("valuesNs").get(i);
            assertThat(drawn.isNull()).as(series.get("side") + " 1 in " + oneIn).isEqualTo(Double.isNaN(expected));
            if (!drawn.isNull()) {
                assertThat(drawn.asDouble()).isCloseTo(expected, ComparisonCheck.about(expected));
            }
        }
    }

    /** Every count of a bin, none left out, and the time that they were counted in. */
    private void histogram(JsonNode chart, JsonNode side) {
        String name = side.get("side").asString();
        String probe = chart.get("probe").asString();
        TreeMap<Double, Long> byEdge = new TreeMap<>();
        chart.get("edgesNs").forEach(edge -> byEdge.put(edge.asDouble(), 0L));
        measured.merged(name, probe, "")
                .values()
                .forEach(own -> own.forEach(bucket -> byEdge.merge(
                        byEdge.floorKey(Math.max(bucket.middleNs(), byEdge.firstKey())), bucket.count(), Long::sum)));
        List<Long> drawn = new ArrayList<>();
        side.get("counts").forEach(count -> drawn.add(count.asLong()));
        // The last edge ends the last bin.
        assertThat(byEdge.lastEntry().getValue()).isZero();
        assertThat(drawn).isEqualTo(List.copyOf(byEdge.headMap(byEdge.lastKey()).values()));
        double lengthNs = measured.repetitions.stream()
                .filter(each -> each.side().equals(name) && each.probe().equals(probe))
                .flatMap(each -> each.result().get("windows").valueStream())
                .mapToDouble(window -> window.get("lengthNs").asDouble())
                .sum();
        assertThat(side.get("measuredS").asDouble() * 1e9).isCloseTo(lengthNs, ComparisonCheck.about(lengthNs));
    }

    /** Buckets of one place in the histogram, put together. */
    private static List<Measurements.Bucket> added(List<Measurements.Bucket> buckets) {
        Map<Double, Measurements.Bucket> byMiddle = new TreeMap<>();
        buckets.forEach(each -> byMiddle.merge(
                each.middleNs(),
                each,
                (a, b) -> new Measurements.Bucket(a.middleNs(), a.highestNs(), a.count() + b.count())));
        return List.copyOf(byMiddle.values());
    }

    private void spikes(JsonNode side) {
        List<Long> expected = new ArrayList<>();
        long lost = 0;
        for (Measurements.Repetition each : measured.repetitions) {
            if (each.side().equals(side.get("side").asString()) && each.probe().equals("jitter")) {
                each.result()
                        .get("spikes")
                        .forEach(spike -> expected.add(spike.get("valueNs").asLong()));
                lost += each.result().get("spikesLost").asLong();
            }
        }
        assertThat(side.get("kept").asInt()).isEqualTo(expected.size());
        assertThat(side.get("lost").asLong()).isEqualTo(lost);
        List<Long> drawn = new ArrayList<>();
        side.get("points").forEach(point -> drawn.add(Math.round(point.get(1).asDouble())));
        expected.sort(null);
        drawn.sort(null);
        // The highest are drawn, all of them where there is room.
        assertThat(drawn).isEqualTo(expected.subList(Math.max(0, expected.size() - drawn.size()), expected.size()));
        assertThat(drawn).hasSize(Math.min(expected.size(), 4_000));
    }
}
