package io.quietcore.results.report;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.NodeEffect;
import io.quietcore.results.compare.NodeRanking;
import java.util.List;

/** The nodes by what the side did to them: those at both ends, and all of them for whoever looks for one. */
final class RankingSection {
    /** Up to so many nodes are one table. */
    private static final int FEW = 20;

    /** Of more, so many of each end. */
    private static final int ENDS = 5;

    /** A cluster has at most 5,000 nodes (Kubernetes, "Considerations for large clusters"); a page should not. */
    private static final int MOST = 2_000;

    private RankingSection() {}

    static void write(Html page, Comparison comparison) {
        if (comparison.rankings().isEmpty()) {
            return;
        }
        page.open("section");
        page.open("h2")
                .text("Nodes: ")
                .element("span", comparison.side().name(), "data-n", "name")
                .close();
        page.element(
                "p",
                "Ranked by effect, the highest first, for ranking and without verdicts. Each interval is of its node"
                        + " alone; the ranks are those that it allows.",
                "data-n",
                "words");
        comparison.rankings().forEach(ranking -> ranking(page, comparison.side().name(), ranking));
        page.close();
    }

    private static void ranking(Html page, String side, NodeRanking ranking) {
        List<NodeEffect> nodes = ranking.nodes();
        page.open(
                "div",
                "class",
                "ranking",
                "data-n",
                "ranking",
                "data-metric",
                ranking.metric().name(),
                "data-side",
                side);
        page.open("h3")
                .element("span", ranking.metric().name(), "data-n", "name")
                .close();
        page.raw(RankingChart.of(ranking));
        if (nodes.size() <= FEW) {
            table(page, ranking, nodes);
        } else {
            page.element("h4", "Highest");
            table(page, ranking, nodes.subList(0, ENDS));
            page.element("h4", "Lowest");
            table(page, ranking, nodes.subList(nodes.size() - ENDS, nodes.size()));
            page.open("details").element("summary", "All " + nodes.size() + " nodes");
            page.open("label").text("Nodes whose names hold ");
            page.open("input", "type", "search", "class", "filter").close().close();
            table(page, ranking, nodes.subList(0, Math.min(MOST, nodes.size())));
            if (nodes.size() > MOST) {
                page.element("p", "And more, in comparison.json.");
            }
            page.close();
        }
        page.close();
    }

    private static void table(Html page, NodeRanking ranking, List<NodeEffect> nodes) {
        Unit unit = ranking.metric().statistic().unit();
        page.open("div", "class", "wide").open("table").open("tr");
        List.of("node", "effect", "95 %", "ranks").forEach(name -> page.element("th", name));
        page.close();
        for (NodeEffect node : nodes) {
            page.open("tr");
            page.element("td", node.node() + (node.control() ? " (control)" : ""));
            page.element("td", ComparisonText.estimate(node.effect(), unit));
            page.element("td", ComparisonText.interval(node.effect(), unit));
            page.element("td", node.highestRank() + "–" + node.lowestRank());
            page.close();
        }
        page.close().close();
    }
}
