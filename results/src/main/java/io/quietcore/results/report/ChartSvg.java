package io.quietcore.results.report;

import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The charts of the report as drawings of their own, for slides: the same points on the same axes. A drawing brings its
 * styles, needs no script, no font and no network, and is white behind. Pure.
 */
public final class ChartSvg {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 480;
    private static final int LEFT = 76;
    private static final int RIGHT = WIDTH - 24;
    private static final int TOP = 84;
    private static final int BOTTOM = HEIGHT - 44;
    private static final int LEGEND = 160;

    /** The sides' colours on white, as in report.css. */
    private static final List<String> COLOURS = List.of("#0b62a4", "#c8500a", "#00795c", "#8a3f8f");

    private static final String STYLE =
            "text{font:13px system-ui,sans-serif;fill:#1c2228}.title{font-size:17px;font-weight:600}"
                    + ".soft{fill:#5c6670}line{stroke:#d9dee3}path{fill:none;stroke-linejoin:round}"
                    + ".end{text-anchor:end}.middle{text-anchor:middle}";

    private final Html svg = new Html();
    private final List<String> sides = new ArrayList<>();

    private ChartSvg() {}

    /** All charts of these runs over all places, and of single places where they are few, by title. */
    public static Map<String, String> of(Map<String, StoredRun> runs) {
        Map<String, String> drawings = new LinkedHashMap<>();
        Stream.concat(Charts.whole(runs).stream(), Charts.ofPlaces(runs, List.of()).stream())
                .forEach(chart -> drawings.put(chart.kind() + "-" + chart.title(), new ChartSvg().drawn(chart)));
        return drawings;
    }

    private String drawn(Chart chart) {
        svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "width",
                Integer.toString(WIDTH),
                "height",
                Integer.toString(HEIGHT),
                "role",
                "img");
        svg.element("title", chart.title() + ": " + chart.caption());
        svg.element("style", STYLE);
        svg.element("rect", "", "width", "100%", "height", "100%", "fill", "#ffffff");
        text(LEFT, 26, "title", chart.title());
        text(LEFT, 46, "soft", chart.caption());
        if (chart instanceof Chart.Curves curves) {
            curves(curves);
        } else if (chart instanceof Chart.SpikesOverTime spikes) {
            spikes(spikes);
        }
        return svg.close().toString() + "\n";
    }

    private void curves(Chart.Curves chart) {
        chart.lines().stream().map(Chart.Line::side).distinct().forEach(sides::add);
        List<Double> values = chart.lines().stream()
                .flatMap(line -> line.valuesNs().stream())
                .filter(value -> value != null && value > 0)
                .toList();
        if (values.isEmpty()) {
            text(LEFT, TOP, "soft", "too few samples for a curve");
            return;
        }
        int last = chart.lines().stream().mapToInt(ChartSvg::length).max().orElse(1);
        ChartAxis x = ChartAxis.logarithmic(Curve.ONE_IN.get(0), Curve.ONE_IN.get(Math.max(1, last - 1)), LEFT, RIGHT);
        ChartAxis y = ChartAxis.logarithmic(min(values), max(values), BOTTOM, TOP);
        axes(x, ChartSvg::percentile, y);
        // Thin ones first, so that the thick ones lie on top.
        chart.lines().stream().filter(line -> line.repetition() > 0).forEach(line -> path(line, x, y, "1", "0.35"));
        chart.lines().stream().filter(line -> line.repetition() == 0).forEach(line -> path(line, x, y, "2.5", "1"));
        legend();
    }

    /** Up to its last value. */
    private static int length(Chart.Line line) {
        int last = 0;
        for (int i = 0; i < line.valuesNs().size(); i++) {
            @Nullable Double value = line.valuesNs().get(i);
            last = value != null && value > 0 ? i + 1 : last;
        }
        return last;
    }

    private void path(Chart.Line line, ChartAxis x, ChartAxis y, String width, String opacity) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < length(line); i++) {
            @Nullable Double value = line.valuesNs().get(i);
            if (value != null && value > 0) {
                path.append(path.isEmpty() ? "M" : "L")
                        .append(number(x.at(Curve.ONE_IN.get(i))))
                        .append(' ')
                        .append(number(y.at(value)));
            }
        }
        svg.element(
                "path",
                "",
                "d",
                path.toString(),
                "stroke",
                colour(line.side()),
                "stroke-width",
                width,
                "stroke-opacity",
                opacity,
                "stroke-dasharray",
                line.series().isEmpty() ? "" : "2 4");
    }

    private void spikes(Chart.SpikesOverTime chart) {
        chart.sides().forEach(side -> sides.add(side.side()));
        List<List<Double>> points =
                chart.sides().stream().flatMap(side -> side.points().stream()).toList();
        ChartAxis x =
                ChartAxis.linear(max(points.stream().map(point -> point.get(0)).toList()), LEFT, RIGHT);
        List<Double> lengths = points.stream().map(point -> point.get(1)).toList();
        ChartAxis y = ChartAxis.logarithmic(min(lengths), max(lengths), BOTTOM, TOP);
        axes(x, value -> ComparisonText.digits(value) + " s", y);
        for (Spikes side : chart.sides()) {
            side.points()
                    .forEach(point -> svg.element(
                            "circle",
                            "",
                            "cx",
                            number(x.at(point.get(0))),
                            "cy",
                            number(y.at(point.get(1))),
                            "r",
                            "2.2",
                            "fill",
                            colour(side.side())));
        }
        legend();
    }

    private void axes(ChartAxis x, DoubleFunction<String> words, ChartAxis y) {
        for (double tick : x.ticks()) {
            line(x.at(tick), TOP, x.at(tick), BOTTOM);
            text(x.at(tick), BOTTOM + 22.0, "soft middle", words.apply(tick));
        }
        for (double tick : y.ticks()) {
            line(LEFT, y.at(tick), RIGHT, y.at(tick));
            text(LEFT - 8.0, y.at(tick) + 4, "soft end", ComparisonText.value(tick, Unit.NS));
        }
    }

    /** 10 is 90 %, 1,000 is 99.9 %. */
    private static String percentile(double oneIn) {
        int digits = Math.max(0, (int) Math.round(Math.log10(oneIn)) - 2);
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * (1 - 1 / oneIn));
    }

    private void legend() {
        for (int i = 0; i < sides.size(); i++) {
            double from = LEFT + (double) LEGEND * i;
            svg.element(
                    "rect",
                    "",
                    "x",
                    number(from),
                    "y",
                    number(TOP - 24.0),
                    "width",
                    "18",
                    "height",
                    "4",
                    "fill",
                    colour(sides.get(i)));
            text(from + 26, TOP - 17.0, "side", sides.get(i));
        }
    }

    private String colour(String side) {
        return COLOURS.get(Math.max(0, sides.indexOf(side)) % COLOURS.size());
    }

    private void text(double x, double y, String style, String words) {
        svg.element("text", words, "x", number(x), "y", number(y), "class", style);
    }

    private void line(double x1, double y1, double x2, double y2) {
        svg.element("line", "", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(each -> each).min().orElse(1);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(each -> each).max().orElse(1);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
