package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.store.StoredRun;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartSvgTest {
    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, StoredRun> runs(String first) {
        Map<String, StoredRun> runs = new LinkedHashMap<>();
        runs.put(
                first,
                Runs.of("baseline")
                        .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.0 * i))
                        .run());
        runs.put(
                "tuned",
                Runs.of("tuned")
                        .measured(Probe.WAKEUP, 0, 2, i -> Runs.latencies(5_000.0 * i))
                        .measured(Probe.JITTER, 0, 2, i -> Runs.gaps(i))
                        .measured(Probe.JITTER, 1, 2, i -> Runs.gaps(i))
                        .run());
        return runs;
    }

    @Test
    void everyChartIsADrawingThatStandsAlone() throws Exception {
        Map<String, String> drawings = ChartSvg.of(runs("baseline"));

        assertThat(drawings.keySet())
                .containsExactly(
                        "curve-jitter on all 2 places",
                        "histogram-jitter on all 2 places",
                        "curve-wakeup on worker-1-numa0",
                        "histogram-wakeup on worker-1-numa0",
                        "curve-jitter on worker-1-numa0",
                        "histogram-jitter on worker-1-numa0",
                        "curve-jitter on worker-1-numa1",
                        "histogram-jitter on worker-1-numa1",
                        "heat-jitter-lost by CPU");
        for (Map.Entry<String, String> each : drawings.entrySet()) {
            String drawing = each.getValue();
            Document svg = parsed(drawing);
            assertThat(svg.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
            // The ground is a rectangle too.
            assertThat(
                            each.getKey().startsWith("heat-")
                                    ? svg.getElementsByTagName("rect").getLength() - 1
                                    : svg.getElementsByTagName("path").getLength())
                    .isPositive();
            assertThat(svg.getElementsByTagName("script").getLength()).isZero();
            assertThat(drawing.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "url(", "NaN");
        }
        // Five repetitions, and all of each side together.
        assertThat(parsed(drawings.get("curve-wakeup on worker-1-numa0"))
                        .getElementsByTagName("path")
                        .getLength())
                .isEqualTo(7);
    }

    @Test
    void aHeatMapSaysEachCpusValue() {
        assertThat(ChartSvg.of(runs("baseline")).get("heat-jitter-lost by CPU"))
                .contains("worker-1-numa0, tuned", "CPU 4 1.50 %", "worker-1-numa1, tuned", "CPU 5 1.50 %");
    }

    @Test
    void namesAreText() throws Exception {
        String drawing = ChartSvg.of(runs(HostileComparison.NAME)).get("curve-wakeup on worker-1-numa0");

        assertThat(parsed(drawing).getElementsByTagName("script").getLength()).isZero();
        assertThat(drawing).contains("&lt;script&gt;").doesNotContain("<script");
    }
}
