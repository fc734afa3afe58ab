package io.quietcore.results.report;

import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.Effect;
import io.quietcore.results.compare.NodeEffect;
import io.quietcore.results.compare.NodeRanking;
import java.util.List;
import java.util.Locale;

/**
 * All nodes in one drawing: from left to right by effect, each with its interval; the line is no change. Needs no script. Pure.
 */
final class RankingChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 220;
    private static final int LEFT = 76;
    private static final int RIGHT = WIDTH - 8;
    private static final int TOP = 12;
    private static final int BOTTOM = HEIGHT - 28;

    private static final int LINE_HEIGHT = 14;

    private RankingChart() {}

    /** The drawing, for the page whose styles it uses. */
    static String of(NodeRanking ranking) {
        List<NodeEffect> nodes = ranking.nodes();
        Effect first = nodes.get(0).effect();
        double noChange = first.kind().noChange();
        double low = Math.min(
                noChange,
                nodes.stream().mapToDouble(each -> each.effect().low()).min().orElse(noChange));
        double high = Math.max(
                noChange,
                nodes.stream().mapToDouble(each -> each.effect().high()).max().orElse(noChange));
        double span = high > low ? high - low : 1;
        StringBuilder bars = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) {
            Effect effect = nodes.get(i).effect();
            String x = number(LEFT + (RIGHT - LEFT) * (i + 0.5) / nodes.size());
            bars.append('M').append(x).append(' ').append(number(y(effect.low(), low, span)));
            bars.append('V').append(number(y(effect.high(), low, span)));
            dots.append('M')
                    .append(x)
                    .append(' ')
                    .append(number(y(effect.estimate(), low, span)))
                    .append("h0");
        }
        String name = ranking.metric().name() + " by node: effects with their intervals, the highest first";
        Html svg = new Html();
        svg.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", name, "class", "ranks");
        line(svg, y(noChange, low, span));
        label(svg, y(noChange, low, span), text(first, noChange, ranking));
        for (double end : new double[] {low, high}) {
            if (Math.abs(y(end, low, span) - y(noChange, low, span)) > LINE_HEIGHT) {
                label(svg, y(end, low, span), text(first, end, ranking));
            }
        }
        svg.element("path", "", "class", "bars", "d", bars.toString());
        svg.element("path", "", "class", "dots", "d", dots.toString());
        svg.element("text", "1", "x", number(LEFT), "y", number(HEIGHT - 8.0));
        svg.element(
                "text", Integer.toString(nodes.size()), "x", number(RIGHT), "y", number(HEIGHT - 8.0), "class", "end");
        return svg.close().toString();
    }

    private static String text(Effect effect, double value, NodeRanking ranking) {
        return effect.kind() == Effect.Kind.RATIO
                ? "x" + ComparisonText.digits(value)
                : ComparisonText.value(value, ranking.metric().statistic().unit());
    }

    private static double y(double value, double low, double span) {
        return BOTTOM - (BOTTOM - TOP) * (value - low) / span;
    }

    private static void line(Html svg, double y) {
        svg.element("line", "", "x1", number(LEFT), "x2", number(RIGHT), "y1", number(y), "y2", number(y));
    }

    private static void label(Html svg, double y, String words) {
        svg.element("text", words, "x", number(LEFT - 8.0), "y", number(y + 4), "class", "end");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
