package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.store.StoredRun;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;

class ReportTest {
    private static final String HOSTILE = "</script><script>alert('1')</script>\"&\u0007";

    private static Runs side(String name, double factor) {
        return Runs.of(name)
                .evidence("lockMemory", Evidence.denied(HOSTILE))
                .measured(Probe.JITTER, 0, 6, i -> Runs.gaps(factor * i))
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(factor * 10_000 + i));
    }

    private static String page() {
        Runs baseline = side("baseline", 2);
        Runs tuned = side("tuned", 1);
        Comparison comparison = Comparer.compare(
                new Comparer.Identity("a<test>", "c-1"),
                baseline.input(),
                tuned.input(),
                new Method(List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 2, 1, List.of()));
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        runs.put("baseline", baseline.run());
        runs.put("tuned", tuned.run());
        return Report.html(List.of(comparison), runs, Map.of(), comparison.gates());
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    @Test
    void thePageIsWellFormedAndTheSameForTheSameInput() throws Exception {
        assertThat(parsed(page()).getDocumentElement().getTagName()).isEqualTo("html");
        assertThat(page()).isEqualTo(page());
    }

    @Test
    void whateverAMachineSaysIsTextAndNeverMarkup() throws Exception {
        String page = page();

        assertThat(page).doesNotContain("<script>alert", "a<test>", "\u0007");
        // Two curves, two histograms, no spikes, and the program.
        assertThat(elements(parsed(page), "script")).hasSize(5);
    }

    @Test
    void nothingIsFetched() throws Exception {
        Document page = parsed(page());

        assertThat(elements(page, "link")).isEmpty();
        assertThat(elements(page, "img")).isEmpty();
        assertThat(elements(page, "script")).noneMatch(script -> script.hasAttribute("src"));
        assertThat(elements(page, "meta"))
                .anyMatch(meta -> meta.getAttribute("content").startsWith("default-src 'none'"));
        // The one address is where the chart library comes from, in its comment.
        assertThat(page().replace("https://github.com/leeoniya/uPlot", "")).doesNotContain("https://", "http://");
    }

    @Test
    void aCurveEndsWhereItsSamplesEnd() throws Exception {
        JsonNode curves = elements(parsed(page()), "script").stream()
                .filter(script -> script.getAttribute("class").equals("curve"))
                .map(script -> CanonicalJson.readTree(script.getTextContent().getBytes(StandardCharsets.UTF_8)))
                .filter(chart -> chart.get("probe").asString().equals("wakeup"))
                .findFirst()
                .orElseThrow();

        for (JsonNode series : curves.get("series")) {
            long values = series.get("repetition").asInt() == 0 ? 30_000 : 5_000;
            for (int i = 0; i < curves.get("oneIn").size(); i++) {
                boolean enough = values / curves.get("oneIn").get(i).asDouble() >= 10;
                assertThat(series.get("valuesNs").get(i).isNull()).isEqualTo(!enough);
            }
        }
    }

    @Test
    void theVerdictComesFirstAndSaysItsEffect() {
        String page = page();

        assertThat(page.indexOf("IMPROVED")).isPositive().isLessThan(page.indexOf(">Distributions<"));
        assertThat(page).contains("data-n=\"estimate\" data-metric=\"wakeup-P99\"");
    }

    @Test
    void oneSideAloneIsAReportToo() throws Exception {
        Document page = parsed(
                Report.html(List.of(), Map.of("baseline", side("baseline", 1).run()), Map.of(), List.of()));

        assertThat(elements(page, "figure")).hasSize(4);
    }
}
