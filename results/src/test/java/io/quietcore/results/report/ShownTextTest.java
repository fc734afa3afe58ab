package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.results.history.FactChange;
import io.quietcore.results.report.Chart.Band;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Text of others where a report shows it: what would reorder, hide or drive is told by its number. */
class ShownTextTest {
    private static final String HOSTILE = "a\u202eb\u009b2J\u2028c\ud800";
    private static final String SHOWN = "a\\u202eb\\u009b2J\\u2028c\\ud800";

    @Test
    void onAPageAndInXml() {
        assertThat(new Html().element("p", HOSTILE, "title", HOSTILE))
                .hasToString("<p title=\"" + SHOWN + "\">" + SHOWN + "</p>\n");
    }

    /** Where a backslash is written twice. */
    @Test
    void inMarkdown() {
        assertThat(MarkdownReport.text(HOSTILE)).isEqualTo("a\\\\u202eb 2J\\\\u2028c ");
    }

    /** The page's program finds the escape as text. */
    @Test
    void inTheDataOfAChart() {
        Html page = new Html();
        Charts.figure(
                page,
                new Chart.SpikesUnderLoad(
                        Probe.JITTER, "worker-1-numa0", "", List.of(new Band("a\u202eb\u2066", 0, 1)), List.of()));

        String written = page.toString();
        String json = written.substring(written.indexOf('{'), written.lastIndexOf('}') + 1);
        assertThat(CanonicalJson.readTree(json.getBytes(StandardCharsets.UTF_8))
                        .at("/bands/0/name")
                        .asString())
                .isEqualTo("a\\u202eb\\u2066");
    }

    @Test
    void asAFactOfAMachine() {
        assertThat(new FactChange("kernel", "6.18", "x\nREGRESSED\u001b[8m"))
                .hasToString("kernel '6.18' -> 'x\\u000aREGRESSED\\u001b[8m'");
    }
}
