package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.results.compare.Comparison;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitXmlTest {
    private static Document parsed(Comparison comparison) throws Exception {
        return parsed(comparison, Set.of(comparison.side().name()));
    }

    private static Document parsed(Comparison comparison, Set<String> failing) throws Exception {
        String xml =
                JUnitXml.of(comparison.campaign(), JUnitXml.cases(List.of(comparison), comparison.gates(), failing));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    @Test
    void aRegressionAndAGateThatDidNotPassAreFailures() throws Exception {
        Document document = parsed(HostileComparison.of(2));

        Element suite = elements(document, "testsuite").get(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("3");
        assertThat(suite.getAttribute("skipped")).isEqualTo("0");
        assertThat(elements(document, "testcase")).hasSize(4);
        assertThat(elements(document, "failure"))
                .extracting(each -> each.getAttribute("message"))
                .anyMatch(message -> message.startsWith("REGRESSED: "))
                .anyMatch(message -> message.startsWith("failed: because "))
                .anyMatch(message -> message.startsWith("undecided: because "));
    }

    @Test
    void aRegressionThatNobodyAskedForIsSkippedAndSaysHowToAsk() throws Exception {
        Document document = parsed(HostileComparison.of(2), Set.of("another side"));

        assertThat(elements(document, "testsuite").get(0).getAttribute("failures"))
                .isEqualTo("2");
        assertThat(elements(document, "skipped")).singleElement().satisfies(each -> assertThat(
                        each.getAttribute("message"))
                .startsWith("REGRESSED: ")
                .endsWith("; no failure, as --fail-on-regression does not ask for it"));
    }

    @Test
    void whatIsInconclusiveIsSkippedAndAnImprovementPasses() throws Exception {
        assertThat(elements(parsed(HostileComparison.of(0.5)), "failure")).hasSize(2);
        Document alike = parsed(HostileComparison.of(1.045));

        assertThat(elements(alike, "failure")).hasSize(2);
        assertThat(elements(alike, "skipped").size()
                        + elements(alike, "system-out").size())
                .isEqualTo(2);
    }

    @Test
    void namesAreTextThatAnyParserReads() throws Exception {
        Element last = elements(parsed(HostileComparison.of(2)), "testcase").get(0);

        assertThat(last.getAttribute("classname")).startsWith("tuned=cmd()|`x`<script>alert(\"1\")</script>");
        assertThat(last.getAttribute("name")).contains("gate jitter: p99 < 1us").contains("\\u0007 https");
        assertThat(elements(parsed(HostileComparison.of(2)), "script")).isEmpty();
    }
}
